/** How long something will still take, of how long it took so far.  Pure. */

const MINUTE = 60;
const TELLS = 0.02; // of a smaller share nothing can be told yet

/** Nobody needs it to the second.  @param {number} seconds */
const roughly = (seconds) =>
  seconds < MINUTE ? `${Math.max(10, Math.ceil(seconds / 10) * 10)} 秒` : `${Math.ceil(seconds / MINUTE)} 分钟`;

/** Seconds between two instants; 0 while there is only one.  @param {string} from @param {string | null} to */
export const between = (from, to) => (to ? (Date.parse(to) - Date.parse(from)) / 1000 : 0);

/** In words, empty until that can be told.  took: seconds so far; done: of `total`, in that time.
 * @param {number} took @param {number} done @param {number} total */
export function timeLeft(took, done, total) {
  if (took <= 0 || done <= total * TELLS || done >= total) return '';
  return `还要约 ${roughly((took / done) * (total - done))}`;
}
