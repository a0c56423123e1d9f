/** The words of messages that were sent to a student. */

/** @typedef {import('./ui/badge.js').Turn} Turn */

/** @type {Record<string, string>} */
export const TOLD_BY = { wechat: '微信', sms: '短信' };
/** @type {Record<string, string>} */
export const TOLD_WHOM = { owner: '学生', before: '原来的账号', asker: '另一申请人' };
/** How it went: [whose turn it is then, in short, why, by channel].
 * @type {Record<string, [turn: Turn, words: string, why: Record<string, string>]>} */
export const FATES = {
  TAKEN: ['well', '已发出', {}],
  NOBODY: ['over', '没有发', { wechat: '没有绑定微信', sms: '没有手机号' }],
  NOT_TAKEN: ['over', '没有发', { wechat: '学生没有订阅', sms: '号码不能接收' }],
  OVER_BUDGET: ['us', '暂未发出', { sms: '分社今天的短信额度已用完' }],
  TOO_OFTEN: ['us', '暂未发出', { wechat: '发得太多', sms: '这个号码收得太多' }],
  BUSY: ['us', '正在重试', { wechat: '微信没有响应', sms: '短信平台没有响应' }],
  REFUSED: ['wrong', '没有发出', { wechat: '微信拒绝，技术支持已收到警报', sms: '短信平台拒绝，技术支持已收到警报' }],
};

/** Which of a task's students are reminded, as the API names them.  @type {Record<string, string>} */
export const REMINDED = { SUBMIT: '未提交照片', PAY: '待支付', RESUBMIT: '待重新提交' };
