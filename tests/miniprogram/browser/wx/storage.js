/** Storage of one mini-program: JSON values, 1 MB each, until it is full. */

const PREFIX = 'wx.';
const MOST = 1024 * 1024;

export const storage = {
  getStorageSync(key) {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? '' : JSON.parse(text);
  },
  setStorageSync(key, value) {
    const text = JSON.stringify(value);
    if (text === undefined) throw new Error(`setStorageSync: ${key} is no JSON`);
    if (text.length > MOST) throw new Error('setStorageSync:fail exceed storage item max length');
    try {
      localStorage.setItem(PREFIX + key, text);
    } catch {
      throw new Error('setStorageSync:fail exceed storage max size');
    }
  },
  getStorageInfoSync: () => ({
    keys: Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length)),
  }),
  removeStorageSync: (key) => localStorage.removeItem(PREFIX + key),
};
