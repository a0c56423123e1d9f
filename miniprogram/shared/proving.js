/** What wants a proof beyond the session: WeChat's login is one without a question, else the page asks with <proof>. */
const login = require('../services/login');
const { Refusal } = require('../services/request');
const { work } = require('./work');

/** @typedef {{ setData(data: Record<string, any>): void }} Showing */

/** What each page goes on with once it is proven.  @type {WeakMap<Showing, () => Promise<any>>} */
const waiting = new WeakMap();

/** Does the job, with a proof where one is asked for; else the page's data has `proving`.
 * @param {Showing} page @param {() => Promise<any>} job */
async function withProof(page, job) {
  try {
    await job();
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.code !== 'phone_proof_needed') throw refusal;
    if (await login.proveByWechat()) return job();
    waiting.set(page, job);
    page.setData({ proving: true });
  }
  return undefined;
}

/** Goes on with what waited.  @param {Showing} page */
function goOn(page) {
  const job = waiting.get(page);
  page.setData({ proving: false });
  return job && work(page, () => withProof(page, job));
}

module.exports = { withProof, goOn };
