/** How far a task is, in numbers of orders.  Pure. */
const COLLECTED = ['APPROVED', 'IN_PRODUCTION', 'DONE'];
const OVER = ['EXPIRED', 'CANCELLED', 'REFUNDED', 'CLOSED']; // nothing comes of these any more

const sum = (states, names) => names.reduce((total, name) => total + (states[name] ?? 0), 0);

/** {state: orders} → {orders, collected, over, open, share}; share: of those that are not over, as text. */
export function summary(states) {
  const orders = sum(states, Object.keys(states));
  const [collected, over] = [sum(states, COLLECTED), sum(states, OVER)];
  const alive = orders - over;
  return {
    orders,
    collected,
    over,
    open: alive - collected,
    share: alive ? `${Math.floor((collected * 100) / alive)}%` : '—',
  };
}

/** The states of a whole task. */
export const statesOf = ({ states }) => Object.fromEntries(states.map(({ state, orders }) => [state, orders]));

/** Its classes as rows, and the row of them all. */
export function rowsOf({ classes }) {
  const rows = classes.map(({ college, class_name: name, states }) => ({
    key: `${college}#${name}`,
    college: college || '未填写',
    name: name || '未填写',
    states,
    ...summary(states),
  }));
  const all = {};
  classes.forEach(({ states }) =>
    Object.entries(states).forEach(([state, orders]) => {
      all[state] = (all[state] ?? 0) + orders;
    }),
  );
  return rows.length > 1 ? [...rows, { key: 'all', college: '合计', name: '', states: all, ...summary(all) }] : rows;
}
