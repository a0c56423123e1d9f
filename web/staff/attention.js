/** How long nobody touched the console at this browser, in any of its tabs.
 *
 * A page left open asks the API on by itself; each request therefore says how long nobody was there, and the session of
 * a screen that nobody watches ends.  The API is told as well of a person who types for long without a request. */
const TOUCHED = 'gradphoto.staff.touched';
const NOTED_MS = 5000; // one of many movements is kept
const LOOK_MS = 60_000;
const LONG_MS = 3_600_000; // sessions.IDLE; from then on the API is asked whether the session is over
const QUIET_MS = 300_000; // sessions.NOTED_EVERY

let noted = 0;
let asked = Date.now();

function touch() {
  const now = Date.now();
  if (now - noted < NOTED_MS) return;
  noted = now;
  localStorage.setItem(TOUCHED, String(now));
}

/** A clock set back does not make anybody absent. */
const untouchedMs = () => Math.max(0, Date.now() - Math.max(noted, Number(localStorage.getItem(TOUCHED) ?? 0)));

/** What each request says.  @returns {Record<string, string>} */
export function attention() {
  asked = Date.now();
  return { 'X-Untouched-Seconds': String(Math.floor(untouchedMs() / 1000)) };
}

/** Watches from now on.  ask: of the API, whether the session goes on.  @param {() => unknown} ask */
export function watchAttention(ask) {
  touch();
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel'])
    addEventListener(kind, touch, { capture: true, passive: true });
  setInterval(() => {
    const untouched = untouchedMs();
    if (untouched > LONG_MS || (untouched < QUIET_MS && Date.now() - asked > QUIET_MS)) ask();
  }, LOOK_MS);
}
