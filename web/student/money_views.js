/** What the pages of money show and offer: pure functions of an order, a request by a link, and their payments. */
import { ORDER_ACTS } from '../shared/generated/labels.js';
import { isWaiting, linkEndOf } from '../shared/both/pay_states.js';

/** @import { LinkPaymentState, OrderView, PayRequest } from '../shared/generated/types' */
/** @typedef {{ attempt_no: number, params: Record<string, string> }} Started a payment that this page began */
/** @typedef {{ value: Pick<PayRequest, 'state'> | null, error: { code: string } | null }} Asked a link's request */
/** @typedef {{ part: 'CODE' | 'DEAD' | 'OUTSIDE', lead: string, says: string, word: string, renews: boolean }} Shown
 * word: of the button, '' for none; renews: whether another payment is begun without a click */

const DEAD = new Set(['CLOSED', 'ABANDONED']);
const TWICE = '。已经付款的请等待结果，不要重复付款。';
/** @param {Shown['part']} part @returns {Shown} */
const shown = (part, says = '', word = '', lead = '', renews = false) => ({ part, lead, says, word, renews });
/** @param {string} again the word of the button that begins another @param {number} left */
const codeOf = (again, left) => (left > 0 ? shown('CODE') : shown('DEAD', `二维码已过期${TWICE}`, again, '', true));

/** The part of the page of paying.  isBegun: this browser began to pay; wasOpen: the order could be paid before, and a
 * code stays in sight to its end
 * @param {Pick<OrderView, 'state' | 'paid' | 'actions'>} order @param {boolean} isBegun @param {boolean} wasOpen */
export function payPageOf({ state, paid, actions }, isBegun, wasOpen) {
  if (paid && isBegun) return 'PAID';
  return state === 'AWAITING_PAYMENT' && (wasOpen || actions.includes('pay')) ? 'TILL' : 'ELSEWHERE';
}

/** offers: whether there are ways to pay; says: why there are none; asks: the attempt that the channel may be asked
 * about, else 0; isOver: whether another attempt took the place of this page's.
 * @param {Pick<OrderView, 'actions' | 'payment' | 'way_out'>} order @param {Started | null} started */
export function tillOf({ actions, payment, way_out: { sentence } }, started) {
  const [own, read] = [started?.attempt_no ?? 0, payment?.attempt_no ?? 0]; // what was read may be the older
  const offers = actions.includes('pay');
  return { offers, says: offers ? '' : sentence, asks: Math.max(own, read), isOver: started !== null && own < read };
}

/** Of a payment that this page began.  left: seconds until its end
 * @param {Pick<Started, 'params'>} started @param {boolean} isOver @param {number} left */
export function startedOf({ params: { code_url: code } }, isOver, left) {
  const again = code ? '换一个新的二维码' : '重新发起支付';
  const what = code ? '二维码' : '支付页面';
  if (isOver) return shown('DEAD', `${what}已失效：这个订单已在别处重新发起支付${TWICE}`, again);
  if (code) return codeOf(again, left);
  const after = left > 0 ? '没有打开？' : '支付页面已过期，还没有付款的请重新选择支付方式。';
  const says = `付款完成后回到本页，结果会自动显示。${after}`;
  return shown('OUTSIDE', says, left > 0 ? '重新打开支付页面' : '', '请在新打开的页面完成支付');
}

/** Which part of a link's page is shown, and for END the key of its words.  told: of this browser's own payment
 * @param {Asked} asked @param {LinkPaymentState | null} told */
export function linkPageOf({ value, error }, told) {
  const isOver = error?.code === 'pay_link_over';
  const end = (told && linkEndOf(told, isOver)) || (value?.state === 'PAID' ? 'PAID' : '');
  return { part: end ? 'END' : isOver ? 'OVER' : value ? 'REQUEST' : 'LOADING', end };
}

/** Whether a link's page need not ask again.  isMine: whether this browser began to pay
 * @param {Asked} asked @param {boolean} isMine @param {LinkPaymentState | null} told */
export const isLinkSettled = ({ value, error }, isMine, told) =>
  isMine
    ? told !== null && !isWaiting(told.state) && told.link !== 'PAYABLE'
    : value?.state === 'PAID' || error?.code === 'pay_link_over';

/** Of the payment that this browser began by a link.  started: null where the page was opened since; left: seconds
 * until its end
 * @param {LinkPaymentState | null} told @param {Pick<Started, 'params'> | null} started @param {number} left */
export function ownOf(told, started, left) {
  const again = '重新发起支付';
  if (told && DEAD.has(told.state)) return shown('DEAD', `这次支付已失效${TWICE}`, again);
  if (started?.params.code_url) return codeOf(again, left);
  const says = '付款完成后请回到本页。已经付款的不要重复付款。';
  return shown('OUTSIDE', says, started ? '重新打开支付页面' : '', '正在等待支付结果');
}

/** What an order's page offers beside its way out.  reopen: the button's word, '' for none
 * @param {Pick<OrderView, 'actions' | 'next'>} order */
export const offersOf = ({ actions, next }) => ({
  reopen: next?.action === 'reopen' ? next.label : '',
  acts: ORDER_ACTS.filter(({ name }) => actions.includes(name)),
  replaces: next?.screen === 'CONFIRM' && actions.includes('upload'),
});
