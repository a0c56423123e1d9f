/** What the money of an order comes to, as its pages and dialogs say it. */
import { inYuan, isBack } from './money_words.js';

/** @import { AttemptRow, DeskOrder } from '../shared/generated/types' */

const RETURNED = new Set(['RETURNED', 'RETURNED_OUTSIDE']); // states of a payment

/** The fen of a payment: what was taken goes before what was asked for, since finance may have accepted another sum.
 * @param {AttemptRow} attempt */
export const takenBy = ({ paid_amount: paid, amount }) => paid ?? amount;

/** 20.01 元, what is left of one payment, or without its number of the one that pays for the order; in lists the
 * payments are not at hand.
 * @param {Partial<DeskOrder>} order @param {number} [attemptNo] */
export function leftInWords({ attempts = [] }, attemptNo) {
  const one = attempts.find(({ attempt_no: no, state }) => (attemptNo ? no === attemptNo : state === 'OK'));
  return one ? `${inYuan(one.left)} 元` : '这笔款项';
}

/** Whether an order is paid; one whose money went back is not called unpaid.
 * @param {Pick<DeskOrder, 'paid' | 'attempts'>} order */
export function paidOrNot({ paid, attempts }) {
  if (paid) return '已支付';
  return attempts.some(({ state }) => RETURNED.has(state)) ? '已退回' : '未支付';
}

/** What it costs, what came, and what went back: by our refunds, and on the channel's own page.
 * @param {Pick<DeskOrder, 'price' | 'attempts' | 'refunds'>} order */
export function sumsInWords({ price: fen, attempts, refunds }) {
  if (!fen) return null;
  const came = attempts.reduce((sum, { paid_amount: paid }) => sum + (paid ?? 0), 0);
  const outside = attempts.reduce((sum, attempt) => sum + attempt.outside, 0);
  const back = refunds.filter(isBack).reduce((sum, { amount }) => sum + amount, outside);
  return `应收 ${inYuan(fen)} · 实收 ${inYuan(came)} · 已退 ${inYuan(back)}`;
}
