/** Moving between pages: two quick taps are one move, and the stack never overflows. */
const { HOME, TABS } = require('./tabs');
const { interrupted } = require('./work');

const MOST = 10; // pages WeChat keeps
let moving = false;
/** @type {(() => void) | null} */
let afterwards = null;

/** @param {string} path @param {Record<string, string | number | null | undefined>} query */
const address = (path, query) => {
  const parts = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return (
    path +
    (parts.length ? `?${parts.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : '')
  );
};

/** @typedef {{ fail(): void, complete(): void }} Ends */

/** A page may be in a package that does not come. */
const ends = {
  fail() {
    wx.showToast({ title: '页面加载失败，请检查网络后重试', icon: 'none' });
  },
  complete() {
    const then = afterwards;
    moving = false;
    afterwards = null;
    if (then) then();
  },
};

/** Nothing while an earlier move is under way.  @param {(ends: Ends) => void} way */
function move(way) {
  if (moving) return;
  moving = true;
  way(ends);
}

const top = () => getCurrentPages().slice(-1)[0];

/** To a page of the tab bar, with nothing above it.  @param {string} path */
const toTab = (path) => move((told) => wx.switchTab({ url: path, ...told }));

/** @param {string} path @param {Record<string, string | number | null | undefined>} [query] */
function go(path, query = {}) {
  if (TABS.has(path)) {
    toTab(path);
    return;
  }
  const url = address(path, query);
  move((told) =>
    getCurrentPages().length >= MOST ? wx.redirectTo({ url, ...told }) : wx.navigateTo({ url, ...told }),
  );
}

/** On behalf of the page in front: waits for a move under way, and stays when that leads to another page.
 * @param {string} path */
function goFromHere(path) {
  const page = top();
  if (moving)
    afterwards = () => {
      if (top() === page) go(path);
    };
  else go(path);
}

/** Goes there without leaving this step behind.  @type {typeof go} */
function replace(path, query = {}) {
  if (TABS.has(path)) toTab(path);
  else move((told) => wx.redirectTo({ url: address(path, query), ...told }));
}

/** There, with nothing behind it: what lies back is done, and pages of the tab bar forget what they showed.
 * @type {typeof go} */
function restart(path, query = {}) {
  move((told) => wx.reLaunch({ url: address(path, TABS.has(path) ? {} : query), ...told }));
}

/** Down to the page of this path where it is open already, else there instead of this step.  @type {typeof go} */
function down(path, query = {}) {
  const pages = getCurrentPages();
  const at = pages.map(({ route }) => `/${route}`).lastIndexOf(path.split('?')[0], -2);
  if (at < 0) replace(path, query);
  else move((told) => wx.navigateBack({ delta: pages.length - 1 - at, ...told }));
}

/** To where one came from, or to the first page.  @param {() => void} [then] once there */
function leave(then) {
  if (getCurrentPages().length < 2) move((told) => wx.switchTab({ url: HOME, success: then, ...told }));
  else move((told) => wx.navigateBack({ success: then, ...told }));
}

/** After a login: to where one came from, which goes on with what the session interrupted.
 * @param {(() => void) | null} [then] */
function back(then) {
  const [below] = getCurrentPages().slice(-2);
  const goOn = interrupted(below); // taken before that page shows itself and forgets it
  leave(() => [then, goOn].forEach((next) => next?.()));
}

module.exports = { go, goFromHere, replace, restart, down, leave, back };
