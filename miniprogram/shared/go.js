/** Moving between pages: two quick taps open one page, and the stack never overflows. */
const { resume } = require('./work');

const MOST = 10; // pages WeChat keeps
let moving = false;
/** @type {(() => void) | null} */
let afterwards = null;

/** @param {string} path @param {Record<string, string | number | null | undefined>} query */
const address = (path, query) => {
  const parts = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return path + (parts.length ? `?${parts.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : '');
};

const moved = {
  complete() {
    const then = afterwards;
    moving = false;
    afterwards = null;
    if (then) then();
  },
};

const top = () => getCurrentPages().slice(-1)[0];

/** @param {string} path @param {Record<string, string | number | null | undefined>} [query] */
function go(path, query = {}) {
  if (moving) return;
  moving = true;
  const url = address(path, query);
  if (getCurrentPages().length >= MOST) wx.redirectTo({ url, ...moved });
  else wx.navigateTo({ url, ...moved });
}

/** On behalf of the page in front: waits for a move under way, and stays when that leads to another page.  @param {string} path */
function goFromHere(path) {
  const page = top();
  if (moving) afterwards = () => { if (top() === page) go(path); };
  else go(path);
}

/** Goes there without leaving this step behind.  @type {typeof go} */
function replace(path, query = {}) {
  if (moving) return;
  moving = true;
  wx.redirectTo({ url: address(path, query), ...moved });
}

/** There, with nothing behind it: what lies back is done.  @type {typeof go} */
function restart(path, query = {}) {
  if (moving) return;
  moving = true;
  wx.reLaunch({ url: address(path, query), ...moved });
}

/** Down to the page of this path where it is open already, else there instead of this step.  @type {typeof go} */
function down(path, query = {}) {
  const pages = getCurrentPages();
  const at = pages.map(({ route }) => `/${route}`).lastIndexOf(path, -2);
  if (at < 0) replace(path, query);
  else wx.navigateBack({ delta: pages.length - 1 - at });
}

/** To where one came from, which goes on with what a login interrupted; or to the first page. */
function back() {
  if (getCurrentPages().length < 2) wx.reLaunch({ url: '/pages/home/home/home' });
  else wx.navigateBack({ success: () => resume(top()) });
}

module.exports = { go, goFromHere, replace, restart, down, back };
