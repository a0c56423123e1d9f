/** What the money of an order comes to, as its pages and dialogs say it. */
import { inYuan } from './money_words.js';

/** @import { AttemptRow, DeskOrder } from '../shared/generated/types' */

const BACK = new Set(['DONE', 'BY_HAND']); // of a refund: the money is with whoever paid

/** The fen of a payment: what was taken goes before what was asked for, since finance may have accepted another sum.
 * @param {AttemptRow} attempt */
const takenBy = ({ paid_amount: paid, amount }) => paid ?? amount;

/** 20.01 元, of one payment, or without its number of the one that pays for the order; in lists the payments are not at
 * hand.
 * @param {Partial<DeskOrder>} order @param {number} [attemptNo] */
export function paidInWords({ attempts = [] }, attemptNo) {
  const one = attempts.find(({ attempt_no: no, state }) => (attemptNo ? no === attemptNo : state === 'OK'));
  return one ? `${inYuan(takenBy(one))} 元` : '这笔款项';
}

/** What it costs, what came, and what went back: by our refunds, or on the channel's own page without one of them.
 * @param {Pick<DeskOrder, 'price' | 'attempts' | 'refunds'>} order */
export function sumsInWords({ price: fen, attempts, refunds }) {
  if (!fen) return null;
  const came = attempts.reduce((sum, { paid_amount: paid }) => sum + (paid ?? 0), 0);
  const ours = refunds.filter(({ state }) => BACK.has(state));
  const outside = attempts.filter(
    ({ state, attempt_no: no }) => state === 'RETURNED_OUTSIDE' && !ours.some(({ attempt_no: of }) => of === no),
  );
  const back =
    ours.reduce((sum, { amount }) => sum + amount, 0) +
    outside.reduce((sum, { paid_amount: paid }) => sum + (paid ?? 0), 0);
  return `应收 ${inYuan(fen)} · 实收 ${inYuan(came)} · 已退 ${inYuan(back)}`;
}
