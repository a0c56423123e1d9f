// The mini-program's pages of money in every state of a payment and of a refund.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkEndOf } from '../../../miniprogram/generated/pay_states.js';
import { ENDS } from '../../../miniprogram/generated/wording.js';
import { detailData } from '../../../miniprogram/pages/orders/order_data.js';
import it from '../../../miniprogram/shared/pay_notes.js';
import { coversAttempts, coversRefunds, has } from './states.mjs';

const BEGUN = '这部手机上有一笔支付还没有结果。已经付款的请不要重复付款，先查看支付结果。';
const CANCEL = '您取消了支付，可以在截止时间前继续支付。';
const FAIL = '支付没有完成，可以再试一次；如果已经扣款，请不要重复付款，稍后查看支付结果。';
const RETURNS = '您刚才的付款没有计入订单，款项会原路退回。';
// What is known of the last payment → the note while money may still come, and the note afterwards.
const NOTES = {
  ok: ['正在等待微信支付确认，请不要重复付款，稍后查看支付结果。', ''],
  cancel: [CANCEL, CANCEL],
  fail: [FAIL, FAIL],
  late: ['等待较久，已停止自动查询支付结果。付款后请查看支付结果，不要重复付款。', ''],
  lost: [BEGUN, ''],
  returned: [RETURNS, RETURNS],
  over: [BEGUN, ''],
  settled: [BEGUN, ''],
};
// Whether money may still come; the outcome that the state settles; whether the API offers to pay then; and by a link
// the words in place of the request while it is payable, and once it is over ('' for none).
// biome-ignore format: a table
const ATTEMPTS = {
  PENDING: [true, null, true, '', 'PENDING'],
  OK: [false, 'settled', false, '', ''],
  CLOSED: [false, 'over', true, '', ''],
  ABANDONED: [true, null, true, '', 'PENDING'],
  SUSPECT: [false, 'over', false, 'SUSPECT', 'SUSPECT'],
  ORPHAN: [false, 'returned', false, 'RETURNED', 'RETURNED'],
  RETURNED: [false, 'returned', false, 'RETURNED', 'RETURNED'],
  RETURNED_OUTSIDE: [false, 'returned', false, 'RETURNED', 'RETURNED'],
};
const CASES = Object.entries(ATTEMPTS).flatMap((row) => Object.entries(NOTES).map((note) => [...row, ...note]));

test('paying for an own order', () => {
  coversAttempts(ATTEMPTS);
  assert.deepEqual(Object.keys(it.HINTS).sort(), Object.keys(NOTES).sort());
  for (const [state, [mayCome, outcome, open], said, [during, after]] of CASES) {
    const order = { actions: [open ? 'pay' : 'cancel'], payment: { attempt_no: 2, state } };
    assert.equal(it.outcomeOf(state), outcome, state);
    const asks = mayCome ? 2 : 0;
    // where nothing can be paid the order's own sentence stands, and only that money goes back is said beside it
    const hintOf = (note) => (open || said === 'returned' ? note : '');
    const own = { open, hint: hintOf(mayCome ? during : after), unsure: mayCome && said !== 'cancel', asks };
    assert.deepEqual(it.payPageOf(order, said, 2), own, `${state} ${said}`);
    for (const another of [1, 0, undefined])
      assert.deepEqual(it.payPageOf(order, said, another), { open, hint: hintOf(after), unsure: false, asks }, said);
  }
  const shut = { actions: [], payment: { attempt_no: 2, state: 'PENDING' } };
  assert.deepEqual(it.payPageOf(shut, 'ok', 2), { open: false, hint: '', unsure: false, asks: 2 });
  has(it.payPageOf({ actions: [], payment: null }, 'ok'), { hint: '', asks: 0 });
});

const ASKED = { name: '张*', title: '采集', amount_text: '20.00', expires_at: 'T', hint: '', state: 'PAYABLE' };
test('paying by a link', () => {
  for (const [state, [mayCome, , , payable, over], said, [during, after]] of CASES) {
    const end = (link, isOver) => linkEndOf({ state, link }, isOver);
    assert.deepEqual([end('PAYABLE'), end('OVER'), end('OVER', true)], [payable, payable, over], state);
    assert.deepEqual([end('PAID'), end('PAID', true)], [payable || 'PAID', payable || 'PAID'], state);
    const note = { note: mayCome ? during : after, unsure: mayCome && said !== 'cancel', lost: false };
    const shown = it.linkPageOf({ ...ASKED, ways: [{}] }, said, state);
    has(shown, { ...note, end: null, thanks: false, price: '20.00 元', until: 'T', ways: true }, `${state} ${said}`);
  }
  has(it.linkPageOf({ ...ASKED, ways: [], hint: '苹果' }, 'settled', ''), { ways: false, hint: '苹果', note: '' });
  has(it.linkPageOf({ ...ASKED, ways: [], state: 'PAID' }, 'settled', ''), { end: ENDS.PAID, thanks: true });
  const ends = Object.values(ATTEMPTS).flatMap((row) => row.slice(3).filter(Boolean));
  assert.deepEqual(new Set(Object.keys(ENDS)), new Set(['PAID', ...ends]));
  // biome-ignore format: a table
  assert.deepEqual(Object.keys(ENDS).map((end) => [it.endOf(end).end[0], it.endOf(end).thanks]), [
    ['已支付，谢谢您', true], ['款项将退回您的账户', false], ['付款正在人工核对', false], ['正在等待支付结果', false],
  ]);
});

// The order beside its refund, and what the API says of the way back.
// biome-ignore format: a table
const REFUNDS = {
  REQUESTED: ['REFUNDING', '处理中'], PROCESSING: ['REFUNDING', '处理中'], DONE: ['REFUNDED', '11-29 10:00'],
  ABNORMAL: ['REFUNDING', '处理中'], CLOSED: ['REFUNDING', '处理中'], BY_HAND: ['REFUNDED', '11-29 10:00'],
};
test('an order whose money goes back says so as the API does, and offers nothing', () => {
  coversRefunds(REFUNDS);
  for (const [refund, [state, text]] of Object.entries(REFUNDS)) {
    const details = [{ label: '退款金额', text: '20.00 元' }, { label: '退款完成', text }]; // biome-ignore format: rows
    const [receipts, way_out] = [
      [{ details, number: '42', number_text: '4 2' }],
      { sentence: '退款。', telephone: '0731' },
    ];
    const none = { actions: [], next: null, task: {}, student: {}, timeline: [] };
    const shown = detailData({ ...none, state, label: refund, paid: true, price: 2000, receipts, way_out });
    has(shown, { acts: [], steps: [], invoice: false, replace: false }, refund);
    assert.deepEqual(shown.payments, [{ no: 0, rows: details, number: '42', shown: '4 2' }], refund);
    has(shown.way, { icon: 'wallet', title: refund, sentence: '退款。' }, refund);
    has(shown.way.action, { phone: '0731', url: '', act: '' }, refund);
  }
});
