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
