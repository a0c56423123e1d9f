/** The line of this phone: waiting until it is there again. */

/** Resolves when WeChat says that the line is back, and after `ms` at the latest: it does not always say so.
 * @param {number} ms @returns {Promise<void>}
 */
const back = (ms) =>
  new Promise((resolve) => {
    let timer = 0;
    /** @param {any} now */
    const changed = ({ isConnected }) => {
      if (isConnected) end();
    };
    const end = () => {
      clearTimeout(timer);
      wx.offNetworkStatusChange(changed);
      resolve();
    };
    timer = setTimeout(end, ms);
    wx.onNetworkStatusChange(changed);
  });

module.exports = { back };
