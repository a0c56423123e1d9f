/** What a person typed or chose, kept on this phone until it is sent. */
const PREFIX = 'kept.';

/** @param {string} name @param {any} [otherwise] @returns {any} */
function get(name, otherwise = null) {
  const value = wx.getStorageSync(PREFIX + name);
  return value === '' || value === undefined || value === null ? otherwise : value;
}

/** @param {string} name @param {unknown} value */
function put(name, value) {
  try {
    wx.setStorageSync(PREFIX + name, value);
  } catch { /* the storage is full: the page works on, the next start begins afresh */ }
}

/** @param {string} name */
const drop = (name) => wx.removeStorageSync(PREFIX + name);

/** What begins so, or everything.  @param {string} [start] */
function dropAll(start = '') {
  wx.getStorageInfoSync().keys.filter((key) => key.startsWith(PREFIX + start)).forEach((key) => wx.removeStorageSync(key));
}

module.exports = { get, put, drop, dropAll };
