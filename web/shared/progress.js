/** How far a task is, in numbers of orders.  Pure. */
const COLLECTED = ['APPROVED', 'IN_PRODUCTION', 'DONE'];
const OVER = ['EXPIRED', 'CANCELLED', 'REFUNDED', 'CLOSED']; // nothing comes of these any more

/** @typedef {Record<string, number>} States orders by their state */

/** @param {States} states @param {string[]} names */
const sum = (states, names) => names.reduce((total, name) => total + (states[name] ?? 0), 0);

/** share: of those that are not over, as text.  @param {States} states */
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

/** The states of a whole task.  @param {{ states: { state: string, orders: number }[] }} progress @returns {States} */
export const statesOf = ({ states }) => Object.fromEntries(states.map(({ state, orders }) => [state, orders]));

/** Its classes as rows, and the row of them all.
 * @param {{ classes: { college: string, class_name: string, states: States }[] }} progress */
export function rowsOf({ classes }) {
  const rows = classes.map(({ college, class_name: name, states }) => ({
    key: `${college}#${name}`,
    college: college || '未填写',
    name: name || '未填写',
    states,
    ...summary(states),
  }));
  /** @type {States} */
  const all = {};
  classes.forEach(({ states }) =>
    Object.entries(states).forEach(([state, orders]) => {
      all[state] = (all[state] ?? 0) + orders;
    }),
  );
  return rows.length > 1 ? [...rows, { key: 'all', college: '合计', name: '', states: all, ...summary(all) }] : rows;
}
