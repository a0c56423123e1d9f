/** What pages share: doing one thing at a time, going on after a login, and loading. */
const { shown } = require('./shown');
const { onTab } = require('./tabs');
const { Refusal, refused } = require('../services/request');
const session = require('../services/session');

/** @typedef {{ setData(data: Record<string, any>): void }} Showing */

/** @type {WeakSet<Showing>} */
const working = new WeakSet();
/** @type {WeakMap<Showing, number>} */
const newest = new WeakMap();

/** What a login goes on with: what the page was at when its session was over.  @type {WeakMap<object, () => void>} */
const unfinished = new WeakMap();

/** The page of a page's or a component's work.  @param {Showing} it @returns {object} */
function pageOf(it) {
  const open = getCurrentPages();
  return open.some((page) => page === it) ? it : open[open.length - 1] || it;
}

/** Does nothing while an earlier work of the page is under way, so two quick taps are one.
 *
 * Sets `busy` and `error` in the page's data.  params: what the way out of a refusal needs ({ orderId, code }).
 * goOn: what a login goes on with; the same job unless one is said.
 * @param {Showing} page @param {() => Promise<any>} job @param {Record<string, string>} [params]
 * @param {() => void} [goOn]
 */
async function work(
  page,
  job,
  params = {},
  goOn = () => {
    work(page, job, params);
  },
) {
  if (working.has(page)) return undefined;
  working.add(page);
  const place = pageOf(page);
  unfinished.delete(place);
  page.setData({ busy: true, error: null });
  try {
    return await job();
  } catch (problem) {
    const left = problem instanceof Refusal && problem.code === 'session_over';
    if (left && !onTab())
      unfinished.set(place, goOn); // the login page is in front now
    else page.setData({ error: shown(problem, params) });
    return undefined;
  } finally {
    working.delete(page);
    page.setData({ busy: false });
  }
}

/** Work that moves money or cannot be taken back: nobody does it but a tap, so a login asks for that tap again.
 * @param {Showing} page @param {() => Promise<any>} job @param {Record<string, string>} [params]
 */
function workOnTap(page, job, params) {
  return work(page, job, params, () => {
    wx.showToast({ title: '已登录，请再点一次', icon: 'none' });
  });
}

/** Takes what a login interrupted there, once.  @param {object} page @returns {(() => void) | undefined} */
function interrupted(page) {
  const goOn = unfinished.get(page);
  unfinished.delete(page);
  return goOn;
}

/** Pages whose load led to the login: who comes back from it without a session is not sent there again.
 * @type {WeakSet<Showing>}
 */
const askedIn = new WeakSet();

/** Shows what `source` resolves to; the newest one wins.  Sets `ready`, `loadError` and the source's data; resolves to
 * whether this is what the page shows now.
 *
 * A page that is shown anew without the login forgets what its session interrupted.
 * @param {Showing} page @param {() => Promise<Record<string, any>>} source @param {Record<string, string>} [params]
 */
async function load(page, source, params = {}) {
  const mine = (newest.get(page) || 0) + 1;
  newest.set(page, mine);
  unfinished.delete(page);
  try {
    if (askedIn.has(page) && !session.token()) throw refused('session_over', 401);
    const data = await source();
    const shows = newest.get(page) === mine;
    if (shows) page.setData({ ...data, ready: true, loadError: null });
    return shows;
  } catch (problem) {
    if (problem instanceof Refusal && problem.code === 'session_over') askedIn.add(page);
    if (newest.get(page) === mine) page.setData({ loadError: shown(problem, params) });
    return false;
  }
}

module.exports = { work, workOnTap, interrupted, load };
