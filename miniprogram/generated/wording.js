// Written by `python -m tools.web_client` from web/shared/both/wording.js: change it there.
/** Words of a student's pages that no answer of the API brings. */

/** What is lost with a consent, by its kind.  @type {Record<string, string>} */
const LOSES = {
  TERMS: '撤回后不能继续使用本服务。',
  PRIVACY: '撤回后不能再办理新的订单，已提交的订单请联系分社处理。',
  FACE: '撤回后不能再上传照片。照片尚未制作的，可申请退款并删除；已经上报学信网的照片无法由我们撤回。',
};

/** What becomes of a draft whose form is filled in anew. */
const REFILLED =
  '当前订单会取消，已填写的内容会保留在表单中，联系电话需要重新填写，照片需要重新上传。' + '还没有付款，不会产生费用。';

/** [title, words] in place of the question to pay for somebody, by what became of the payment.
 * @type {Record<string, [string, string]>} */
const ENDS = {
  PAID: ['已支付，谢谢您', '可以关闭本页。如果退款，款项原路退回付款人的账户。'],
  RETURNED: ['款项将退回您的账户', '款项会原路退回，不用再付款。'],
  SUSPECT: ['付款正在人工核对', '请不要重复付款，有疑问请联系分社。'],
  PENDING: ['正在等待支付结果', '链接已失效。已经付款的请等待结果，还没有付款的请不要再付。'],
};

module.exports = { LOSES, REFILLED, ENDS };
