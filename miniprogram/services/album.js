/** A picture of ours into the album of this phone. */
const { Refusal, lost } = require('./request');

/** @param {unknown} problem */
const said = (problem) => (problem && typeof problem === 'object' && 'errMsg' in problem ? String(problem.errMsg) : '');

/** @param {string} url @returns {Promise<string>} path */
const fetched = (url) =>
  new Promise((resolve, reject) => {
    wx.downloadFile({
      url,
      success: ({ statusCode, tempFilePath }) => (statusCode === 200 ? resolve(tempFilePath) : reject(lost())),
      fail: () => reject(lost()),
    });
  });

/** “saved”, “denied” where WeChat may not write to the album, or “left” where she thought better of it.  Throws a
 * Refusal.
 * @param {string} url @returns {Promise<'saved' | 'denied' | 'left'>}
 */
async function save(url) {
  const path = await fetched(url);
  try {
    await wx.saveImageToPhotosAlbum({ filePath: path });
    return 'saved';
  } catch (problem) {
    const text = said(problem);
    if (/cancel/.test(text) || /privacy/.test(text)) return 'left'; // without the guide agreed to, no permission helps
    if (/auth|deny|permission/.test(text)) return 'denied';
    throw new Refusal({ code: 'not_saved', message: '没有保存到相册', action: '请检查手机的剩余空间后重试' }, 400);
  }
}

module.exports = { save };
