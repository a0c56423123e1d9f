/** Pages that are open to everybody, and say more to who is logged in. */
const { Refusal } = require('../services/request');
const session = require('../services/session');

/** `guest` alone without a session; else what `source` resolves to.  Throws its other refusals.
 * @template {Record<string, any>} T
 * @param {() => Promise<T>} source @returns {Promise<{ guest: true } | (T & { guest: false })>}
 */
async function openTo(source) {
  if (!session.token()) return { guest: true };
  try {
    return { guest: false, ...(await source()) };
  } catch (problem) {
    if (problem instanceof Refusal && problem.code === 'session_over') return { guest: true };
    throw problem;
  }
}

module.exports = { openTo };
