/** What the pages of paying show and offer, and what they say of the payment that this phone began last. */
const { isReturned, isWaiting } = require('../generated/pay_states');
const { ENDS } = require('../generated/wording');
const { yuan } = require('./words');

/** @typedef {import('../generated/types').OrderView} Order */
/** @typedef {'ok' | 'cancel' | 'fail' | 'over' | 'settled' | 'returned' | 'late' | 'lost'} Said ok, cancel and
 * fail are what WeChat's callback said; over: no money can come any more; returned: the money goes back; late: neither
 * WeChat nor the server gave a result for half an hour; lost: the server could not be asked */

/** @type {Record<Said, string>} */
const HINTS = {
  ok: '正在等待微信支付确认，请不要重复付款，稍后查看支付结果。',
  cancel: '您取消了支付，可以在截止时间前继续支付。',
  fail: '支付没有完成，可以再试一次；如果已经扣款，请不要重复付款，稍后查看支付结果。',
  late: '等待较久，已停止自动查询支付结果。付款后请查看支付结果，不要重复付款。',
  lost: '网络不通，还没有查到支付结果。如果已经付款，请不要重复付款，稍后查看支付结果。',
  returned: '您刚才的付款没有计入订单，款项会原路退回。',
  over: '',
  settled: '',
};

const BEGUN = '这部手机上有一笔支付还没有结果。已经付款的请不要重复付款，先查看支付结果。';
const UNPAID = '还没有收到付款，请稍后再看';

/** What a page says of the attempt that this phone began, and whether its main button looks for the result, because
 * money may have gone.  state: of that attempt, '' if there is none.
 * @param {Said} said @param {string} state
 */
function noteOf(said, state) {
  const isPending = isWaiting(state);
  const unsure = isPending && said !== 'cancel';
  if (said === 'returned' || said === 'cancel' || said === 'fail') return { note: HINTS[said], unsure };
  if (!isPending) return { note: '', unsure };
  return { note: said === 'ok' || said === 'late' ? HINTS[said] : BEGUN, unsure };
}

/** The outcome that a state settles; null while money may still come.  @param {string} state of the attempt */
function outcomeOf(state) {
  if (state === 'OK') return 'settled';
  if (isReturned(state)) return 'returned';
  return isWaiting(state) ? null : 'over';
}

/** Of an order.  unsure: whether the main button looks for the result; asks: the number of the attempt that money may
 * still come for, whoever began it, else 0; begunNo: of the attempt this phone began
 * @param {Pick<Order, 'actions' | 'payment'>} order @param {Said} said @param {number} [begunNo] */
function payPageOf({ actions, payment }, said, begunNo) {
  const { attempt_no: no, state } = payment || { attempt_no: 0, state: '' };
  const open = actions.includes('pay');
  const { note, unsure } = noteOf(said, no === begunNo ? state : '');
  const hint = open || said === 'returned' ? note : '';
  return { open, hint, unsure: hint !== '' && unsure, asks: isWaiting(state) ? no : 0 };
}

/** In place of a request by a link.  @param {string} end a key of ENDS, or of none */
const endOf = (end) => ({ end: ENDS[end] || null, thanks: end === 'PAID' });

/** Of a request by a link.  state: of the attempt this phone began, '' if there is none
 * @param {import('../generated/types').PayRequest} asked @param {Said} said @param {string} state */
const linkPageOf = (asked, said, state) => ({
  ...endOf(asked.state),
  ...noteOf(said, state),
  lost: false,
  name: asked.name,
  title: asked.title,
  price: yuan(asked.amount_text),
  until: asked.expires_at,
  ways: asked.ways.length > 0,
  hint: asked.hint,
});

module.exports = { HINTS, UNPAID, noteOf, outcomeOf, payPageOf, endOf, linkPageOf };
