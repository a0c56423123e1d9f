/** The verdicts on a payment that does not match its order: what each does, and which the channel rules out. */
import { takenBy } from './money_sums.js';
import { inYuan, VERDICTS } from './money_words.js';

/** @import { AttemptRow, ChannelAnswer, DeskOrder } from '../shared/generated/types' */
/** @typedef {{ order_id: string, attempt_no: number, taken: number, order_label: string }} Payment */
/** @typedef {ReturnType<typeof choicesOf>[number]} Choice */

/** As it is decided about.  @param {DeskOrder} order @param {number | null} attemptNo @returns {Payment} */
export function paymentOf({ order_id, label, attempts }, attemptNo) {
  const one = /** @type {AttemptRow} */ (attempts.find(({ attempt_no: no }) => no === attemptNo));
  return { order_id, attempt_no: one.attempt_no, taken: takenBy(one), order_label: label };
}

/** @type {[verdict: string, becomes: (payment: Payment, held: number) => string][]} */
const CHOICES = [
  [
    'refund',
    ({ order_label: label }, held) => `付款人收到 ${inYuan(held)} 元和通知；订单仍是“${label}”，不因这笔钱改变`,
  ],
  ['accept', (_, held) => `${inYuan(held)} 元记为这个订单的付款；订单还能支付时进入“待审核”，不再收费，否则原路退回`],
  ['dismiss', () => '只改这笔付款的记录，不动钱；渠道没有收到款项时才能作废'],
];

/** Why the channel's answer rules out a verdict; null if it does not.
 * @param {string} verdict @param {Pick<ChannelAnswer, 'state' | 'back'> | null} says */
function ruledOut(verdict, says) {
  if (!says || says.state === 'GONE') return null;
  if (verdict === 'dismiss') return says.state === 'PAID' && says.back !== 'ALL' ? '渠道说收到了款项' : null;
  if (says.state !== 'PAID') return '渠道说没有收到款项';
  return says.back === 'NOTHING' ? null : '渠道说已有退款';
}

/** The verdicts in their order.  says: what becomes of the money, or why the channel's answer rules the verdict out.
 * @param {Payment} payment @param {Pick<ChannelAnswer, 'state' | 'back' | 'amount'> | null} answer */
export const choicesOf = (payment, answer) =>
  CHOICES.map(([verdict, becomes]) => {
    const why = ruledOut(verdict, answer);
    const says = why ?? becomes(payment, answer?.amount ?? payment.taken);
    return { verdict, word: VERDICTS[verdict], says, isOut: why !== null };
  });
