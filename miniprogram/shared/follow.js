/** Where the one action of a way out leads: a page, or a telephone. */
const { go } = require('./go');

/** @typedef {import('./way_out').Action} Action */

/** @param {string} phone */
const call = (phone) =>
  wx.makePhoneCall({
    phoneNumber: phone,
    fail() {
      /* she thought better of it */
    },
  });

/** way: how one gets to a page from here.  @param {Action} action @param {(path: string) => void} [way] */
function follow({ url, phone }, way = go) {
  if (phone) call(phone);
  else way(url);
}

module.exports = { call, follow };
