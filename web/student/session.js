/** Who is logged in at the students' site, and the API asked on her behalf. */
import { caller } from '../shared/http.js';
import { personStore } from '../shared/person.js';
import { forgetAll } from './attempts.js';

const store = personStore('gradphoto');
export const { isLoggedIn, isOver, end, watch, who } = store;

/** As of the store; nobody finds what somebody else began to pay.
 * @param {string} token @param {string} who */
export function begin(token, who) {
  const other = store.begin(token, who);
  if (other) forgetAll();
  return other;
}

export function leave() {
  forgetAll();
  store.leave();
}

export const call = caller(store, '分社');
