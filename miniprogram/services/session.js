/** The session's token, kept on this phone. */
const TOKEN = 'token';
const KNOWN = 'known';

/** The token where this phone's storage is full: as good until the app ends. */
let held = '';

/** In which words the API said that the session was ended from elsewhere; "" if it said nothing. */
let said = '';

/** "" without a session. */
const token = () => held || String(wx.getStorageSync(TOKEN) || '');

/** @param {string} value @param {boolean} known WeChat's own login opens this account too */
function begin(value, known) {
  held = said = '';
  try {
    wx.setStorageSync(TOKEN, value);
    wx.setStorageSync(KNOWN, known);
  } catch {
    held = value;
  }
}

/** Forgets the token; what was typed stays, so that the same person goes on after logging in again.
 * @param {string} [why] who asks without a session afterwards is told less */
function end(why) {
  held = '';
  said = why || said;
  wx.removeStorageSync(TOKEN);
}

/** Who logged in last is who this WeChat belongs to: WeChat's own code is enough then. */
const isKnown = () => Boolean(wx.getStorageSync(KNOWN));

const forget = () => wx.removeStorageSync(KNOWN);

const why = () => said;

module.exports = { token, begin, end, isKnown, forget, why };
