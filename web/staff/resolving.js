/** The verdicts on a payment that does not match its order: what each does, and which the channel rules out. */
import { inYuan } from './money_words.js';

/** @import { ChannelAnswer } from '../shared/generated/types' */
/** @typedef {{ order_id: string, attempt_no: number, taken: number, order_label: string }} Payment */
/** @typedef {[verdict: string, becomes: (payment: Payment, held: number) => string]} Choice */

/** @type {Choice[]} */
export const CHOICES = [
  [
    'refund',
    ({ order_label: label }, held) => `付款人收到 ${inYuan(held)} 元和通知；订单仍是“${label}”，不因这笔钱改变`,
  ],
  ['accept', (_, held) => `${inYuan(held)} 元记为这个订单的付款；订单还能支付时进入“待审核”，不再收费，否则原路退回`],
  ['dismiss', () => '只改这笔付款的记录，不动钱；渠道没有收到款项时才能作废'],
];

/** Why the channel's answer rules out a verdict; null if it does not.
 * @param {string} verdict @param {Pick<ChannelAnswer, 'state' | 'back'> | null} says */
export function ruledOut(verdict, says) {
  if (!says || says.state === 'GONE') return null;
  if (verdict === 'dismiss') return says.state === 'PAID' && says.back !== 'ALL' ? '渠道说收到了款项' : null;
  if (says.state !== 'PAID') return '渠道说没有收到款项';
  return says.back === 'NOTHING' ? null : '渠道说已有退款';
}
