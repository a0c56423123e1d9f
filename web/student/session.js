/** Who is logged in at the students' site, and the API asked on her behalf. */
import { now } from '../shared/clock.js';
import { caller } from '../shared/http.js';
import { personStore } from '../shared/person.js';
import { forgetAll } from './attempts.js';

const store = personStore('gradphoto');
export const { isLoggedIn, isOver, why, end, watch, who } = store;

// In this computer's own time, which is all that a page has before its first answer.
const RENEWED = 'gradphoto.renewed'; // when the API last heard, in any tab, that the session is in use
const IDLE = 'gradphoto.idle'; // ms after which it is over if the API hears no more
const RENEW_MS = 3600_000;
const LOOK_MS = 60_000;

/** As of the store; nobody finds what somebody else began to pay.
 * @param {string} token @param {string} who @param {string} ends if nobody uses it, as ISO text */
export function begin(token, who, ends) {
  localStorage.setItem(RENEWED, String(Date.now()));
  localStorage.setItem(IDLE, String(new Date(ends).getTime() - now()));
  const other = store.begin(token, who);
  if (other) forgetAll();
  return other;
}

export function leave() {
  forgetAll();
  [RENEWED, IDLE].forEach((name) => localStorage.removeItem(name));
  store.leave();
}

/** What lies open on a computer of many is not shown to the next person until the API is asked for something. */
function endIdle() {
  const [last, idle] = [RENEWED, IDLE].map((name) => Number(localStorage.getItem(name)));
  if (isLoggedIn() && last && idle && Date.now() - last >= idle) end();
}
endIdle();
setInterval(endIdle, LOOK_MS);
addEventListener('visibilitychange', endIdle);

const ask = caller(store, '分社');

/** Asking for the account extends the session: without it one in use would end as if nobody were there. */
function renew() {
  const last = Number(localStorage.getItem(RENEWED));
  if (!isLoggedIn() || Math.abs(Date.now() - last) < RENEW_MS) return;
  localStorage.setItem(RENEWED, String(Date.now()));
  if (last) ask('GET', '/api/me').catch(() => localStorage.removeItem(RENEWED));
}

/** @type {typeof ask} */
export const call = async (method, path, options) => {
  const answer = await ask(method, path, options);
  renew();
  return answer;
};
