/** What the lists of payments and refunds show and offer: pure functions, from a record to its row. */
import { ACTIONS, ATTEMPTS, inYuan, mayAskChannel, reversalOf, STORIES } from './money_words.js';
import { turnOfAttempt, turnOfRefund } from './ui/badge.js';

/** @import { AttemptRow, DeskOrder, PaymentInList, RefundInList, RefundRow } from '../shared/generated/types' */

/** @param {string[]} actions @returns {[action: string, word: string][]} */
const actsOf = (actions) => actions.map((action) => [action, ACTIONS[action]]);

/** due: the sum that was asked for, '' where it is the one that was taken.  @param {PaymentInList} payment */
export const paymentInList = (payment) => ({
  ...payment,
  turn: turnOfAttempt(payment.state),
  word: ATTEMPTS[payment.state],
  story: STORIES[payment.state] ?? '',
  sum: inYuan(payment.taken),
  due: payment.taken === payment.amount ? '' : inYuan(payment.amount),
  acts: actsOf(payment.actions),
});

/** resolves: whether the payment may be decided about.
 * @param {AttemptRow} attempt @param {Pick<DeskOrder, 'actions'>} order */
export const paymentOfOrder = (attempt, { actions }) => ({
  ...attempt,
  turn: turnOfAttempt(attempt.state),
  word: ATTEMPTS[attempt.state],
  sum: attempt.paid_amount === null ? '—' : inYuan(attempt.paid_amount),
  resolves: actions.some(({ action, attempt_no: no }) => action === 'resolve' && no === attempt.attempt_no),
});

/** @param {RefundRow} refund */
export const refundOfOrder = (refund) => ({ ...refund, turn: turnOfRefund(refund) });

/** not: why actions are not offered; reversal: what to do with the invoice; asks: whether the channel may be asked.
 * @param {RefundInList} row */
export const refundInList = (row) => ({
  ...row,
  refund: refundOfOrder(row.refund),
  not: row.refused.map(({ action, why }) => `不能“${ACTIONS[action]}”：${why}`),
  reversal: row.invoice && reversalOf(row.refund),
  asks: mayAskChannel(row),
  acts: actsOf(row.actions),
});
