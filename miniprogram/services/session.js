/** The session's token, kept on this phone. */
const TOKEN = 'token';
const KNOWN = 'known';

/** The token where this phone's storage is full: as good until the app ends. */
let held = '';

/** "" without a session. */
const token = () => held || String(wx.getStorageSync(TOKEN) || '');

/** @param {string} value @param {boolean} known WeChat's own login opens this account too */
function begin(value, known) {
  held = '';
  try {
    wx.setStorageSync(TOKEN, value);
    wx.setStorageSync(KNOWN, known);
  } catch {
    held = value;
  }
}

/** Forgets the token; what was typed stays, so that the same person goes on after logging in again. */
function end() {
  held = '';
  wx.removeStorageSync(TOKEN);
}

/** Who logged in last is who this WeChat belongs to: WeChat's own code is enough then. */
const isKnown = () => Boolean(wx.getStorageSync(KNOWN));

const forget = () => wx.removeStorageSync(KNOWN);

module.exports = { token, begin, end, isKnown, forget };
