/** The account of who is logged in, asked for once. */
const { agree, showMe } = require('../generated/client');
const session = require('./session');

/** @typedef {import('../generated/types').AccountView} Account */

/** @type {{ account: Account | null, token: string }} */
let known = { account: null, token: '' };

/** @param {Account | null} account @returns {Account | null} */
function set(account) {
  known = { account, token: session.token() };
  return account;
}

/** @returns {Promise<Account>} */
async function get() {
  const { account, token } = known;
  const same = account !== null && token === session.token();
  return same && account.proven ? account : refresh(); // a collection code may have proven the account since
}

/** @returns {Promise<Account>} */
async function refresh() {
  const account = await showMe();
  set(account);
  return account;
}

/** Gives or takes back a consent.  @param {import('../generated/types').ConsentView} consent @param {boolean} agreed */
async function consent({ kind, version }, agreed) {
  const account = await agree({ kind, version, agreed });
  set(account);
  return account;
}

module.exports = { get, set, refresh, consent };
