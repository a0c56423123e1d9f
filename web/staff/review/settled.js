/** Whether a picture has been there long enough for a decision to be meant for it. */
import { useEffect, useState } from '../../shared/vendor/preact.js';

/** @import { Held } from './round/hands.js' */

const SETTLE_MS = 700; // a second press of the last key, or of the mouse, comes sooner

/** Another for whatever is new to her: another turn, another photo, or one that could not be seen before.
 * @param {number} turn @param {Held[]} shown */
export const lookOf = (turn, shown) =>
  [turn, ...shown.map(({ order, photo, seen }) => [order.order_id, photo.photo_no, seen])].join(' ');

/** look: of `lookOf`; isSeen: it is there to be seen.  @param {string} look @param {boolean} isSeen */
export function useSettled(look, isSeen) {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (!isSeen) return undefined;
    const timer = setTimeout(() => setSettled(look), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      setSettled(''); // the same look may come again
    };
  }, [look, isSeen]);
  return isSeen && settled === look;
}
