// What an order's money comes to: what was taken is what is refunded, and all that went back counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomesOf, yesOf } from '../../../web/staff/consequences.js';
import { sumsInWords } from '../../../web/staff/money_sums.js';

const attempt = (no, state, paid = 2001, outside = state === 'RETURNED_OUTSIDE' ? paid : 0) => ({
  attempt_no: no,
  state,
  amount: 2000,
  paid_amount: paid,
  outside,
  left: (paid ?? 2000) - outside,
});
const refund = (no, state, amount = 2001) => ({ attempt_no: no, try_no: 1, state, amount });
const paidBy = (...attempts) => ({
  state: 'APPROVED',
  label: '待制作',
  paid: true,
  price: 2000,
  price_text: '20.00',
  photo_no: 1,
  attempts,
});
const moneyOf = (...asked) => Object.fromEntries(becomesOf(...asked)).钱;

test('whatever went back is said to be back', () => {
  // biome-ignore format: a table
  const rows = [
    [[], [], '0.00', '0.00'],
    [[attempt(1, 'CLOSED', null), attempt(2, 'OK')], [], '20.01', '0.00'],
    [[attempt(1, 'RETURNED')], [refund(1, 'DONE')], '20.01', '20.01'],
    [[attempt(1, 'OK')], [refund(1, 'PROCESSING')], '20.01', '0.00'],
    [[attempt(1, 'RETURNED_OUTSIDE')], [], '20.01', '20.01'], // on the merchant's page
    [[attempt(1, 'RETURNED_OUTSIDE')], [refund(1, 'CLOSED')], '20.01', '20.01'],
    [[attempt(1, 'OK', 2001, 500)], [refund(1, 'DONE', 1)], '20.01', '5.01'], // in parts
    [[attempt(1, 'RETURNED_OUTSIDE'), attempt(2, 'RETURNED', 2000)], [refund(2, 'DONE', 2000)], '40.01', '40.01'],
  ];
  for (const [attempts, refunds, came, back] of rows)
    assert.equal(sumsInWords({ price: 2000, attempts, refunds }), `应收 20.00 · 实收 ${came} · 已退 ${back}`);
});

test('an order without a price has no sums', () => {
  for (const price of [0, null]) assert.equal(sumsInWords({ price, attempts: [], refunds: [] }), null);
});

test('the dialogs name what was taken and not what was asked for', () => {
  const order = paidBy(attempt(1, 'RETURNED', 999), attempt(2, 'OK'));
  const rows = [
    ['refund', '退 20.01 元', '20.01 元原路退回付款人'],
    ['release', '释放并退 20.01 元', '20.01 元原路退回付款人'],
    ['close', '关闭', '20.01 元不会自动退回'],
  ];
  for (const [action, button, money] of rows)
    assert.deepEqual([yesOf(action, order, '关闭'), moneyOf(action, order)], [button, money]);
});

test('what is left is refunded where a part went back', () => {
  const order = paidBy(attempt(1, 'OK', 2001, 501));
  assert.equal(yesOf('refund', order, ''), '退 15.00 元');
  for (const amount of ['3.5', 350]) assert.equal(moneyOf('refund_part', order, { amount }), '3.50 元原路退回付款人');
  assert.equal(moneyOf('refund_part', order, { amount: '三元' }), '下面填写的金额原路退回付款人');
});

test('a payment of its own is named by its number', () => {
  const order = paidBy(attempt(1, 'SUSPECT', 1999), attempt(2, 'OK'));
  assert.equal(moneyOf('refund_retry', order, { attemptNo: 1 }), '19.99 元再次申请原路退回');
});
