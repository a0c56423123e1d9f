/** Choosing a picture or a code that came to nothing. */
const { Refusal } = require('../services/request');

/** @param {unknown} problem */
const said = (problem) => (problem && typeof problem === 'object' && 'errMsg' in problem ? String(problem.errMsg) : '');

/** The visitor went back without choosing.  Throws a Refusal where WeChat or the visitor forbids it.  @param {unknown} problem */
function cancelled(problem) {
  const text = said(problem);
  if (/fail.*cancel/.test(text)) return true;
  if (/auth|privacy|permission|deny/.test(text)) {
    throw new Refusal({ code: 'not_allowed', message: '没有权限使用相机或相册', action: '请在右上角“…”→“设置”中允许，或在系统设置中允许微信使用相机和照片' });
  }
  return false;
}

module.exports = { cancelled };
