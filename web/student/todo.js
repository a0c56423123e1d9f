/** The orders of the person who is logged in, and how many of them wait for that person: every page's menu shows it. */
import { useEffect, useState } from '../shared/vendor/preact.js';
import { listOrders } from './generated/client.js';

/** @type {Set<(count: number | null) => void>} */
const listeners = new Set();
/** null: not asked yet.  @type {number | null} */
let count = null;

/** @param {number | null} next */
function note(next) {
  count = next;
  listeners.forEach((listener) => listener(count));
}

/** The first page of one's own orders. */
export async function myOrders() {
  const page = await listOrders();
  note(page.orders.filter(({ waits }) => waits).length);
  return page;
}

/** How many wait.  on: whether it is asked here, where no page does: once on the way out of the steps.
 * @param {boolean} inside @param {boolean} on */
export function useTodo(inside, on) {
  const [known, setKnown] = useState(count);
  useEffect(() => {
    listeners.add(setKnown);
    return () => {
      listeners.delete(setKnown);
    };
  }, []);
  useEffect(() => {
    if (!inside) note(null);
    else if (on) myOrders().catch(() => {}); // the menu works without
  }, [inside, on]);
  return known;
}
