/** What comes after a login: what the account needs first, then the step that asked for it. */
const { back, replace } = require('./go');

/** @typedef {import('../generated/types').AccountView} Account */
/** @typedef {import('../generated/types').Next} Next */

/** @param {Account} account @param {Next | null} [next] as the login's answer says */
function afterLogin(account, next = null) {
  if (next && next.kind === 'PROVE') replace('/pages/me/prove/prove');
  else if (next && next.kind === 'CHANGE_PHONE') replace('/pages/me/phone/phone', { phone: next.phone });
  else if (account.proven && !(account.profile && account.profile.name)) replace('/pages/me/profile/profile');
  else back();
}

module.exports = { afterLogin };
