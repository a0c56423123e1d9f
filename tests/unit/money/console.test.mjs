// The console's pages of money in every state of a payment and of a refund, and for every line of a bill.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { paymentInList, paymentOfOrder, refundInList, refundOfOrder } from '../../../web/staff/money_views.js';
import { paidInWords, paidOrNot, sumsInWords } from '../../../web/staff/money_sums.js';
import { takenOf } from '../../../web/staff/money_words.js';
import { choicesOf, paymentOf } from '../../../web/staff/resolving.js';
import { coversAttempts, coversRefunds, LABELS, has } from './states.mjs';

// Whose turn it is, its word, what is done about it, and what its order is said to be.
const SUSPECT = '渠道的通知与订单对不上（金额、币种、商户号，或已有部分退款）：核对后退回、入账或作废';
// biome-ignore format: a table
const PAYMENTS = {
  PENDING: ['them', '等待支付', '', '未支付'],
  OK: ['well', '已支付', '', '已支付'],
  CLOSED: ['over', '已关闭', '', '未支付'],
  ABANDONED: ['over', '没有支付', '', '未支付'],
  SUSPECT: ['wrong', '对不上，待核实', SUSPECT, '未支付'],
  ORPHAN: ['us', '不能入账，退回中', '付款到账时订单已不能支付，正在原路退回', '未支付'],
  RETURNED: ['over', '已退回', '', '已退回'],
  RETURNED_OUTSIDE: ['over', '已在商户平台退回', '', '已退回'],
};
test('payments', () => {
  coversAttempts(PAYMENTS);
  for (const [state, [turn, word, story, said]] of Object.entries(PAYMENTS)) {
    const listed = { state, amount: 2000, taken: 2000, actions: [] };
    const row = { turn, word, story, sum: '20.00', due: '', acts: [] };
    has(paymentInList(listed), row, state);
    const other = { sum: '19.99', due: '20.00', acts: [['resolve', '核对来款']] };
    has(paymentInList({ ...listed, taken: 1999, actions: ['resolve'] }), other);
    const attempt = { state, attempt_no: 2, amount: 2000, paid_amount: 1999 };
    const shown = (actions, paid) => {
      const one = paymentOfOrder({ ...attempt, paid_amount: paid }, { actions });
      return [one.turn, one.word, one.sum, one.resolves].join();
    };
    assert.equal(shown([], null), [turn, word, '—', false].join(), state);
    assert.equal(shown([{ action: 'resolve', attempt_no: 2 }], 1999), [turn, word, '19.99', true].join(), state);
    assert.equal(shown([{ action: 'resolve', attempt_no: 1 }], 0), [turn, word, '0.00', false].join(), state);
    assert.equal(shown([{ action: 'refund_retry', attempt_no: 2 }], 0), [turn, word, '0.00', false].join(), state);
    const order = { order_id: 'o', label: '待支付', paid: state === 'OK', attempts: [attempt] };
    assert.equal(paidOrNot(order), said, state);
    assert.equal(paidInWords(order), state === 'OK' ? '19.99 元' : '这笔款项', state);
    assert.deepEqual(paymentOf(order, 2), { order_id: 'o', attempt_no: 2, taken: 1999, order_label: '待支付' });
  }
});

// Whose turn it is, whether the channel may be asked though no action is offered, whether a retry is said to have begun
// only, the sum that is said to be back, and what to do with an invoice.
// biome-ignore format: a table
const REFUNDS = {
  REQUESTED: ['us', true, true, '0.00', '到账后冲红'],
  PROCESSING: ['us', true, true, '0.00', '到账后冲红'],
  DONE: ['well', false, false, '20.00', '请冲红'],
  ABNORMAL: ['wrong', false, false, '0.00', '到账后冲红'],
  CLOSED: ['wrong', false, false, '0.00', '到账后冲红'],
  BY_HAND: ['well', false, false, '20.00', '请冲红'],
};
test('refunds', () => {
  coversRefunds(REFUNDS);
  for (const [state, [turn, mayAsk, begun, back, invoice]] of Object.entries(REFUNDS)) {
    const refund = { state, label: LABELS[state], waits: '', attempt_no: 1, amount: 2000, amount_text: '20.00' };
    assert.deepEqual(refundOfOrder(refund), { ...refund, turn });
    assert.equal(refundOfOrder({ ...refund, waits: '请充值' }).turn, 'wrong', state);
    const listed = { refund, refused: [], invoice: '', actions: [] };
    const row = { refund: { ...refund, turn }, not: [], reversal: '', asks: mayAsk, acts: [] };
    has(refundInList(listed), row, state);
    const refused = [{ action: 'returned_by_hand', why: '渠道未关闭' }];
    const stuck = refundInList({ ...listed, refused, invoice: '26', actions: ['refund_retry'] });
    const not = ['不能“登记人工退回”：渠道未关闭'];
    has(stuck, { not, reversal: `已开发票，${invoice}`, asks: true, acts: [['refund_retry', '重试退款']] }, state);
    const said = begun ? '已发起，款项退到付款人账户后显示“已退款”' : '已完成';
    assert.equal(takenOf('refund_retry', { order: { refunds: [refund] }, proposal: null }), `“重试退款”${said}`, state);
    const sums = sumsInWords({ price: 2000, attempts: [], refunds: [refund] });
    assert.equal(sums, `应收 20.00 · 实收 0.00 · 已退 ${back}`, state);
  }
});

// What the channel says of a payment that does not match → the verdicts that remain, by how much of it went back.
const VERDICTS = {
  ABSENT: ['dismiss', 'dismiss', 'dismiss'],
  CLOSED: ['dismiss', 'dismiss', 'dismiss'],
  GONE: ['refund accept dismiss', 'refund accept dismiss', 'refund accept dismiss'],
  NOTPAY: ['dismiss', 'dismiss', 'dismiss'],
  PAID: ['refund accept', '', 'dismiss'],
};
test('the verdicts on a payment that does not match', () => {
  const api = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  const { state: states, back } = JSON.parse(api).components.schemas.ChannelAnswer.properties;
  assert.deepEqual([states.enum, back.enum.toSorted()], [Object.keys(VERDICTS), ['ALL', 'NOTHING', 'SOME']]);
  const payment = { order_id: 'o', attempt_no: 1, taken: 1999, order_label: '待支付' };
  const left = (answer) =>
    choicesOf(payment, answer)
      .filter(({ isOut }) => !isOut)
      .map((one) => one.verdict)
      .join(' ');
  for (const [state, remain] of Object.entries(VERDICTS))
    assert.deepEqual(
      ['NOTHING', 'SOME', 'ALL'].map((one) => left({ state, back: one, amount: null })),
      remain,
      state,
    );
  assert.equal(left(null), 'refund accept dismiss');
  const says = (answer) => choicesOf(payment, answer).map((one) => [one.word, one.says].join('：'));
  const sums = (sum) => [
    `原路退回：付款人收到 ${sum} 元和通知；订单仍是“待支付”，不因这笔钱改变`,
    `算数，按已支付处理：${sum} 元记为这个订单的付款；订单还能支付时进入“待审核”，不再收费，否则原路退回`,
  ];
  assert.deepEqual(says(null).slice(0, 2), sums('19.99'));
  assert.deepEqual(says({ state: 'PAID', back: 'NOTHING', amount: 2000 }), [
    ...sums('20.00'), // as the channel says now
    '作废，不是收到的钱：渠道说收到了款项',
  ]);
});
