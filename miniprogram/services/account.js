/** The account of who is logged in, asked for again only when that is needed. */
const { agree, showMe } = require('../generated/client');
const session = require('./session');

/** @typedef {import('../generated/types').AccountView} Account */

const FRESH_MS = 4 * 60_000; // the link of its picture lives for five minutes

/** @type {{ account: Account | null, token: string, at: number }} */
let known = { account: null, token: '', at: 0 };

/** @param {Account | null} account @returns {Account | null} */
function set(account) {
  known = { account, token: session.token(), at: Date.now() };
  return account;
}

/** @returns {Promise<Account>} */
async function get() {
  const { account, token, at } = known;
  const same = account !== null && token === session.token() && Date.now() - at < FRESH_MS;
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
