/** What comes after a login: what the account needs first, then the step that asked for it. */
const { back, replace, restart } = require('./go');

/** @typedef {import('../generated/types').Next} Next */

/** next: as the login's answer says; other: somebody else's pages are open, which nobody comes back to.
 * @param {Next | null} [next] @param {boolean} [other]
 */
function afterLogin(next = null, other = false) {
  const move = other ? restart : replace;
  if (next && next.kind === 'PROVE') move('/pages/me/prove/prove');
  else if (next && next.kind === 'CHANGE_PHONE') move('/pages/me/phone/phone', { phone: next.phone });
  else if (next && next.kind === 'NICKNAME') move('/pages/me/profile/profile', { first: 1 });
  else if (other) restart('/pages/home/home/home');
  else back();
}

module.exports = { afterLogin };
