// The console's pages of money in every state of a payment and of a refund, and for every line of a bill.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { billLine } from '../../../web/staff/bill_words.js';
import { leftInWords, paidOrNot, sumsInWords } from '../../../web/staff/money_sums.js';
import * as it from '../../../web/staff/money_views.js';
import { takenOf } from '../../../web/staff/money_words.js';
import { choicesOf, paymentOf } from '../../../web/staff/resolving.js';
import { coversAttempts, coversRefunds, has, LABELS } from './states.mjs';

const API = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')).components.schemas;
/** Fails unless these are the values that the API's field has. */
const covers = (struct, field, values) =>
  assert.deepEqual(new Set(values), new Set(API[struct].properties[field].enum));
const RETRY = [['refund_retry', '重试退款']];

const SUSPECT = '渠道的通知与订单对不上（金额、币种、商户号，或已有部分退款）：核对后退回、入账或作废';
// Whose turn it is, its word, what is done about it, and what its order is said to be.
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
    has(it.paymentInList(listed), { turn, word, story, sum: '20.00', due: '', acts: [] }, state);
    const other = it.paymentInList({ ...listed, taken: 1999, actions: ['refund_retry'] });
    has(other, { sum: '19.99', due: '20.00', acts: RETRY }, state);
    const attempt = { state, attempt_no: 2, amount: 2000, paid_amount: 1999, left: 1999 };
    const resolves = (action, no) => it.paymentOfOrder(attempt, { actions: [{ action, attempt_no: no }] }).resolves;
    assert.deepEqual(
      [resolves('resolve', 2), resolves('resolve', 1), resolves('refund_retry', 2)],
      [true, false, false],
    );
    has(it.paymentOfOrder(attempt, { actions: [] }), { turn, word, sum: '19.99', resolves: false }, state);
    assert.equal(it.paymentOfOrder({ ...attempt, paid_amount: null }, { actions: [] }).sum, '—', state);
    const order = { order_id: 'o', label: '待支付', paid: state === 'OK', attempts: [attempt] };
    assert.deepEqual([paidOrNot(order), leftInWords(order)], [said, state === 'OK' ? '19.99 元' : '这笔款项'], state);
    assert.deepEqual(paymentOf(order, 2), { order_id: 'o', attempt_no: 2, taken: 1999, order_label: '待支付' });
  }
});

// Whose turn it is, whether the channel may be asked though no action is offered, whether a retry is said to have begun
// only, the sum that is said to be back, and what to do with an invoice.
// biome-ignore format: a table
const REFUNDS = {
  REQUESTED: ['us', true, '已发起，款项退到付款人账户后显示“已退款”', '0.00', '到账后冲红'],
  PROCESSING: ['us', true, '已发起，款项退到付款人账户后显示“已退款”', '0.00', '到账后冲红'],
  DONE: ['well', false, '已完成', '20.00', '请冲红'],
  ABNORMAL: ['wrong', false, '已完成', '0.00', '到账后冲红'],
  CLOSED: ['wrong', false, '已完成', '0.00', '到账后冲红'],
  BY_HAND: ['well', false, '已完成', '20.00', '请冲红'],
};
test('refunds', () => {
  coversRefunds(REFUNDS);
  for (const [state, [turn, asks, said, back, invoice]] of Object.entries(REFUNDS)) {
    const refund = { state, label: LABELS[state], waits: '', attempt_no: 1, amount: 2000, amount_text: '20.00' };
    assert.deepEqual(it.refundOfOrder(refund), { ...refund, turn });
    assert.equal(it.refundOfOrder({ ...refund, waits: '请充值' }).turn, 'wrong', state);
    const listed = { refund, refused: [], invoice: '', actions: [] };
    has(it.refundInList(listed), { refund: { ...refund, turn }, not: [], reversal: '', asks, acts: [] }, state);
    const refused = [{ action: 'returned_by_hand', why: '渠道未关闭' }];
    const offered = it.refundInList({ ...listed, refused, invoice: '26', actions: ['refund_retry'] });
    has(offered, {
      not: ['不能“登记人工退回”：渠道未关闭'],
      reversal: `已开发票，${invoice}`,
      asks: true,
      acts: RETRY,
    });
    assert.equal(takenOf('refund_retry', { order: { refunds: [refund] }, proposal: null }), `“重试退款”${said}`, state);
    const sums = sumsInWords({ price: 2000, attempts: [], refunds: [refund] });
    assert.equal(sums, `应收 20.00 · 实收 0.00 · 已退 ${back}`, state);
  }
});

// What the channel says of a payment that does not match → the verdicts that remain, by how much of it went back.
const [ALL, BACK] = ['refund accept dismiss', ['NOTHING', 'SOME', 'ALL']];
// biome-ignore format: a table
const VERDICTS = {
  ABSENT: ['dismiss', 'dismiss', 'dismiss'], CLOSED: ['dismiss', 'dismiss', 'dismiss'], GONE: [ALL, ALL, ALL],
  NOTPAY: ['dismiss', 'dismiss', 'dismiss'], PAID: ['refund accept', '', 'dismiss'],
};
test('the verdicts on a payment that does not match', () => {
  covers('ChannelAnswer', 'state', Object.keys(VERDICTS));
  covers('ChannelAnswer', 'back', BACK);
  const payment = { order_id: 'o', attempt_no: 1, taken: 1999, order_label: '待支付' };
  const left = (answer) =>
    choicesOf(payment, answer)
      .flatMap((one) => (one.isOut ? [] : [one.verdict]))
      .join(' ');
  for (const [state, remain] of Object.entries(VERDICTS))
    for (const [no, back] of BACK.entries())
      assert.equal(left({ state, back, amount: null }), remain[no], state + back);
  assert.equal(left(null), ALL);
  const says = (answer) => choicesOf(payment, answer).map((one) => `${one.word}：${one.says}`);
  const sums = (sum) => [
    `原路退回：付款人收到 ${sum} 元和通知；订单仍是“待支付”，不因这笔钱改变`,
    `算数，按已支付处理：${sum} 元记为这个订单的付款；订单还能支付时进入“待审核”，不再收费，否则原路退回`,
  ];
  assert.deepEqual(says(null), [
    ...sums('19.99'),
    '作废，不是收到的钱：只改这笔付款的记录，不动钱；渠道没有收到款项时才能作废',
  ]);
  const now = says({ state: 'PAID', back: 'NOTHING', amount: 2000 }); // the channel's sum goes before the notice's
  assert.deepEqual(now, [...sums('20.00'), '作废，不是收到的钱：渠道说收到了款项']);
});

// What is to be done about which difference, and whether it is of a refund → what happened, what to do, and where.
const [MATCHED, RECORD] = ['已入账，重新核对后消失', '登记“已在商户平台退回”'];
const [TO_ORDER, TO_MONEY] = [
  ['去登记', '#/orders/o'],
  ['核对来款', '#/orders/o/money'],
];
// biome-ignore format: a table
const BILL = [
  ['LOOK', 'MISSING_HERE', false, '渠道收到一笔付款，系统没有入账。', '重新核对，仍未入账请联系技术支持', null],
  ['LOOK', 'MISSING_HERE', true, '渠道退了一笔款，系统没有记。', '全部退回的，对账时自动记上，不用登记', null],
  ['LOOK', 'MISSING_THERE', false, '系统记了一笔收款，渠道账单里没有。', '明天再看；仍没有时问渠道', null],
  ['LOOK', 'MISSING_THERE', true, '系统记了一笔退款，渠道账单里没有。', '明天再看；仍没有时问渠道', null],
  ['LOOK', 'AMOUNT', false, '系统和渠道的收款金额不同。', '问渠道，把回答告诉技术支持', null],
  ['LOOK', 'AMOUNT', true, '系统和渠道的退款金额不同。', '看是否分几次退；问渠道，把回答告诉技术支持', null],
  ['LOOK', 'TRANSACTION', false, '这笔付款在渠道账单中的流水号，不是系统记录的流水号。', '按商户单号查这笔付款', null],
  ['LOOK', 'DOUBLE', false, '渠道账单中同一单号有多笔付款。', '多付的在那里退回', null],
  ['LOOK', 'DOUBLE', true, '渠道账单中同一单号有多笔退款。', '看是否退了两次', null],
  ['MATCH', 'MISSING_HERE', false, '核对时系统没有这笔付款，现在已经入账。', MATCHED, null],
  ['MATCH', 'MISSING_HERE', true, '核对时系统没有这笔退款，现在已经记上。', MATCHED, null],
  ['MATCH', 'AMOUNT', false, '核对时系统和渠道的收款金额不同，现在已经一致。', MATCHED, null],
  ['MATCH', 'AMOUNT', true, '核对时系统和渠道的退款金额不同，现在已经一致。', MATCHED, null],
  ['RECORD', 'MISSING_HERE', true, '渠道退了一笔款，系统没有记。', RECORD, TO_ORDER],
  ['RECORD', 'AMOUNT', true, '系统和渠道的退款金额不同。', RECORD, TO_ORDER],
  ['RECOVER', 'TWICE', true, '这笔款已经退过，渠道又退了一次。', '请他退还多退的一次', null],
  ['RESOLVE', 'MISSING_HERE', false, '渠道收到一笔付款，和订单对不上，还没有决定。', '由两位财务决定', TO_MONEY],
  ['RESOLVE', 'AMOUNT', false, '系统和渠道的收款金额不同。', '由两位财务决定', TO_MONEY],
];
const WHOSE = {
  OTHER: '这是其他分社（省外）的订单',
  FOREIGN: '与本系统无关的不用处理',
  NOBODY: '查看是谁付的，在那里退回',
};
test('the lines of a bill', () => {
  covers(
    'BillLineView',
    'next',
    BILL.map(([next]) => next),
  );
  covers('BillLineView', 'whose', ['OWN', ...Object.keys(WHOSE)]);
  for (const [next, kind, returned, story, todo, act] of BILL) {
    const number = `${'a'.repeat(22)}_02${returned ? 'R1' : ''}`;
    const line = { next, kind, returned, whose: 'OWN', branch: '省外', number, order_id: 'o', note: '晚到' };
    const shown = billLine(line);
    has(shown, { isOver: next === 'MATCH', story, attempt: 2, act });
    assert.ok(shown.todo.includes(todo), shown.todo);
    assert.equal(shown.todo.startsWith('系统：晚到。怎么办：'), next !== 'MATCH');
    for (const [whose, said] of Object.entries(WHOSE)) {
      const another = billLine({ ...line, whose });
      has(another, { attempt: 0, act: null }, whose);
      assert.equal(another.todo.includes(said), next !== 'MATCH' || whose !== 'OTHER', another.todo);
    }
  }
  const sum = { next: 'LOOK', kind: 'SUM', whose: 'NOBODY', number: '', order_id: '', note: '' };
  for (const [returned, story] of [
    [false, '当天收款的合计对不上，没有一笔能说明原因。'],
    [true, '当天退款的合计对不上，没有一笔能说明原因。'],
  ]) {
    const todo = '怎么办：重新核对；仍对不上，从商户平台下载当天账单，交给技术支持';
    assert.deepEqual(billLine({ ...sum, returned }), { isOver: false, story, todo, attempt: 0, act: null });
  }
  for (const whose of ['OWN', 'NOBODY']) {
    const { story, todo } = billLine({ ...sum, kind: 'PROOF', whose, returned: false });
    const said = ['账目与订单的经过或账单不符。', '怎么办：重新核对；仍然这样，请技术支持查这一天的账目'];
    assert.deepEqual([story, todo], said);
  }
  assert.equal(billLine({ next: 'LOOK', kind: 'AMOUNT', whose: 'OWN', number: '503 95', note: '' }).attempt, 0);
});
