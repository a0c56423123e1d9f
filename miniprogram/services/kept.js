/** What a person typed or chose, kept on this phone until it is sent. */
const PREFIX = 'kept.';
const TYPED_MS = 7 * 24 * 3600_000; // as long as the server keeps a draft

/** @param {string} name @param {any} [otherwise] @returns {any} */
function get(name, otherwise = null) {
  const value = wx.getStorageSync(PREFIX + name);
  return value === '' || value === undefined || value === null ? otherwise : value;
}

/** @param {string} name @param {unknown} value */
function put(name, value) {
  try {
    wx.setStorageSync(PREFIX + name, value);
  } catch {
    /* the storage is full: the page works on, the next start begins afresh */
  }
}

/** @param {string} name */
const drop = (name) => wx.removeStorageSync(PREFIX + name);

/** What begins so, or everything.  @param {string} [start] */
function dropAll(start = '') {
  wx.getStorageInfoSync()
    .keys.filter((key) => key.startsWith(PREFIX + start))
    .forEach((key) => wx.removeStorageSync(key));
}

/** What was typed and never sent does not lie on a phone for good: contact data is among it. */
function sweep() {
  if (Date.now() - get('typed_at', Date.now()) > TYPED_MS) ['form.', 'read.', 'contact.', 'appeal.'].forEach(dropAll);
}

/** An answer to a form, as `put`.  @param {string} name @param {unknown} value */
function type(name, value) {
  put('typed_at', Date.now());
  put(name, value);
}

module.exports = { get, put, type, drop, dropAll, sweep };
