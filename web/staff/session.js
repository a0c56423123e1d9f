/** Who of the branch is logged in at this browser, what she may do, and the API asked on her behalf. */
import { createContext, useContext } from '../shared/vendor/preact.js';
import { caller, Refusal } from '../shared/http.js';
import { personStore } from '../shared/person.js';
import { attention } from './attention.js';

/** @import { StaffRole, StaffView } from '../shared/generated/types' */

const store = personStore('gradphoto.staff');
export const { who, isLoggedIn, isOver, why, begin, leave, watch } = store;
const asking = caller(store, '技术支持', attention);
const REFUSED = 'staff-refused';

/** Asks on her behalf; whoever is refused for her roles may have other ones by now.  @type {typeof asking} */
export const call = (method, path, options) =>
  asking(method, path, options).catch((/** @type {unknown} */ refusal) => {
    if (refusal instanceof Refusal && refusal.code === 'forbidden') dispatchEvent(new Event(REFUSED));
    throw refusal;
  });

/** Calls back whenever the API refused something for her roles; returns how to stop.  @param {() => void} listener */
export function onRefused(listener) {
  addEventListener(REFUSED, listener);
  return () => removeEventListener(REFUSED, listener);
}

/** For what is only glanced at beside the page: it ends no session, so nothing that is being typed goes. */
export const glance = caller({ token: store.token, end: () => {} }, '技术支持', attention);

/** {staff_id, branch, name, roles: [{role, label}]} of whoever is logged in; there on every page that is not open to
 * all. */
export const Me = createContext(/** @type {StaffView} */ (/** @type {unknown} */ (null)));

/** `may('MANAGER', 'FINANCE')`: whether she has any of these roles; the API asks again. */
export function useMay() {
  const me = useContext(Me);
  return (/** @type {StaffRole[]} */ ...wanted) => me.roles.some(({ role }) => wanted.includes(role));
}

/** Told as the page goes: nobody hears the answer.  @param {string} path @param {Record<string, unknown>} body */
export function say(path, body) {
  const token = store.token();
  if (!token) return;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  fetch(path, { method: 'POST', keepalive: true, headers, body: JSON.stringify(body) }).catch(() => {});
}
