// Written by `python -m tools.web_client` from web/shared/both/failures.js: change it there.
/** What is said where the API has said nothing: the line is lost, or the answer is none. */

/** @typedef {{ code: string, message: string, action: string }} Failure */

/** @type {Failure} */
const LOST = {
  code: 'lost_connection',
  message: '网络连接不上',
  action: '请检查网络后重试，已填写的内容不会丢失',
};

/** @type {Failure} */
const SLOW = {
  code: 'too_slow',
  message: '服务器长时间没有回应',
  action: '请稍等片刻后重试，已填写的内容不会丢失',
};

/** helpers: whom to turn to when the system fails.  @param {string} helpers @returns {Failure} */
const garbledFor = (helpers) => ({
  code: 'broken',
  message: '系统暂时无法处理',
  action: `您的信息已保存，请稍后重试；如多次出现请联系${helpers}`,
});

module.exports = { LOST, SLOW, garbledFor };
