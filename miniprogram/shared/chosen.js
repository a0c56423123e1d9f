/** Choosing a picture or a code that came to nothing. */
const { Refusal } = require('../services/request');

/** @param {unknown} problem */
const said = (problem) => (problem && typeof problem === 'object' && 'errMsg' in problem ? String(problem.errMsg) : '');

/** She did not agree to the privacy guide; for some ten seconds WeChat does not ask again.  @param {unknown} problem */
const disagreed = (problem) => said(problem).includes('privacy permission');

/** The visitor went back without choosing.  Throws a Refusal where WeChat or the visitor forbids it.
 * @param {unknown} problem @param {string} [what] was asked for
 */
function cancelled(problem, what = '相机和照片') {
  const text = said(problem);
  if (/fail.*cancel/.test(text)) return true;
  if (disagreed(problem)) {
    throw new Refusal(
      { code: 'privacy_refused', message: '您没有同意隐私保护指引', action: '请稍等几秒再点一次，并选择“同意并继续”' },
      403,
    );
  }
  if (/auth|permission|deny/.test(text)) {
    throw new Refusal(
      {
        code: 'not_allowed',
        message: `没有权限使用${what}`,
        action: `请在右上角“…”→“设置”中允许，或在系统设置中允许微信使用${what}`,
      },
      403,
    );
  }
  return false;
}

module.exports = { cancelled, disagreed };
