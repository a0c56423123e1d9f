/** The server's time: a computer's clock may be hours off, and every end is said in the server's. */
const NOTICED_MS = 60_000; // a header says whole seconds, and an answer takes some

/** ms by which the server is ahead of this computer, as its first answer said.  @type {number | null} */
let ahead = null;

/** @param {string | null} date the header of an answer */
export function learn(date) {
  if (ahead !== null || !date) return;
  const found = new Date(date).getTime() - Date.now();
  ahead = Math.abs(found) > NOTICED_MS ? found : 0;
}

/** In ms, as Date.now(). */
export const now = () => Date.now() + (ahead ?? 0);
