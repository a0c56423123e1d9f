/** What pages share: doing one thing at a time, going on after a login, and loading. */
const { shown } = require('./shown');
const { Refusal } = require('../services/request');

/** @typedef {{ setData(data: Record<string, any>): void }} Showing */

/** @type {WeakSet<Showing>} */
const working = new WeakSet();
/** @type {WeakMap<Showing, number>} */
const newest = new WeakMap();

/** What a page was at when its session was over.  @type {WeakMap<Showing, () => void>} */
const unfinished = new WeakMap();

/** Does nothing while an earlier work of the page is under way, so two quick taps are one.
 *
 * Sets `busy` and `error` in the page's data.  params: what the way out of a refusal needs ({ orderId, code }).
 * @param {Showing} page @param {() => Promise<any>} job @param {Record<string, string>} [params]
 */
async function work(page, job, params = {}) {
  if (working.has(page)) return undefined;
  working.add(page);
  unfinished.delete(page);
  page.setData({ busy: true, error: null });
  try {
    return await job();
  } catch (problem) {
    const left = problem instanceof Refusal && problem.code === 'session_over';
    if (left) unfinished.set(page, () => { work(page, job, params); }); // the login page is in front now
    else page.setData({ error: shown(problem, params) });
    return undefined;
  } finally {
    working.delete(page);
    page.setData({ busy: false });
  }
}

/** Goes on with what the login interrupted.  @param {Showing} page */
function resume(page) {
  const again = unfinished.get(page);
  unfinished.delete(page);
  if (again) again();
}

/** Shows what `source` resolves to; the newest one wins.  Sets `ready`, `loadError` and the source's data.
 * @param {Showing} page @param {() => Promise<Record<string, any>>} source @param {Record<string, string>} [params]
 */
async function load(page, source, params = {}) {
  const mine = (newest.get(page) || 0) + 1;
  newest.set(page, mine);
  try {
    const data = await source();
    if (newest.get(page) === mine) page.setData({ ...data, ready: true, loadError: null });
  } catch (problem) {
    if (newest.get(page) === mine) page.setData({ loadError: shown(problem, params) });
  }
}

module.exports = { work, resume, load };
