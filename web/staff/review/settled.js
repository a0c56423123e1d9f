/** Whether a picture has been there long enough for a decision to be meant for it. */
import { useEffect, useState } from '../../shared/vendor/preact.js';

const SETTLE_MS = 700; // a second press of the last key, or of the mouse, comes sooner

/** turn: another for each that is new to her; isSeen: it is there to be seen.
 * @param {number} turn @param {boolean} isSeen */
export function useSettled(turn, isSeen) {
  const [settled, setSettled] = useState(-1);
  useEffect(() => {
    if (!isSeen) return undefined;
    const timer = setTimeout(() => setSettled(turn), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [turn, isSeen]);
  return settled === turn;
}
