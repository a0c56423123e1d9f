/** Moving between pages: two quick taps open one page, and the stack never overflows. */
const MOST = 10; // pages WeChat keeps
let moving = false;

/** @param {string} path @param {Record<string, string | number | null | undefined>} query */
const address = (path, query) => {
  const parts = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return path + (parts.length ? `?${parts.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}` : '');
};

const moved = { complete: () => { moving = false; } };

/** @param {string} path @param {Record<string, string | number | null | undefined>} [query] */
function go(path, query = {}) {
  if (moving) return;
  moving = true;
  const url = address(path, query);
  if (getCurrentPages().length >= MOST) wx.redirectTo({ url, ...moved });
  else wx.navigateTo({ url, ...moved });
}

/** Goes there without leaving this step behind.  @type {typeof go} */
function replace(path, query = {}) {
  if (moving) return;
  moving = true;
  wx.redirectTo({ url: address(path, query), ...moved });
}

/** Where one came from, or the first page.  @param {string} [otherwise] */
function back(otherwise = '/pages/home/home/home') {
  if (getCurrentPages().length > 1) wx.navigateBack({});
  else wx.reLaunch({ url: otherwise });
}

module.exports = { go, replace, back };
