const { api } = require('../settings');

/** @param {string} path */
function ask(path) {
  return new Promise((resolve, reject) => {
    wx.request({ url: `${api}${path}`, timeout: 15000, success: ({ data }) => resolve(data), fail: reject });
  });
}

module.exports = { ask };
