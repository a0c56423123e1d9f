// The mini-program's pages of money in every state of a payment and of a refund.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import states from '../../../miniprogram/generated/pay_states.js';
import wording from '../../../miniprogram/generated/wording.js';
import data from '../../../miniprogram/pages/orders/order_data.js';
import notes from '../../../miniprogram/shared/pay_notes.js';
import { coversAttempts, coversRefunds, has } from './states.mjs';

const [TWICE, RETURNS] = ['不要重复付款', '您刚才的付款没有计入订单，款项会原路退回。'];
const [BEGUN, CANCEL] = [
  `这部手机上有一笔支付还没有结果。已经付款的请${TWICE}，先查看支付结果。`,
  '您取消了支付，可以在截止时间前继续支付。',
];
const FAIL = `支付没有完成，可以再试一次；如果已经扣款，请${TWICE}，稍后查看支付结果。`;
// What is known of the last payment → the note while money may still come, and the note afterwards.
const NOTES = {
  ok: [`正在等待微信支付确认，请${TWICE}，稍后查看支付结果。`, ''],
  cancel: [CANCEL, CANCEL],
  fail: [FAIL, FAIL],
  late: [`等待较久，已停止自动查询支付结果。付款后请查看支付结果，${TWICE}。`, ''],
  lost: [BEGUN, ''],
  returned: [RETURNS, RETURNS],
  over: [BEGUN, ''],
  settled: [BEGUN, ''],
};
// Whether money may still come, the outcome that the state settles, whether the API offers to pay then, and by a link
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

test('paying for an own order', () => {
  coversAttempts(ATTEMPTS);
  assert.deepEqual(Object.keys(notes.HINTS), Object.keys(NOTES));
  for (const [state, [mayCome, outcome, open]] of Object.entries(ATTEMPTS)) {
    assert.equal(notes.outcomeOf(state), outcome, state);
    const order = { actions: open ? ['pay'] : ['cancel'], payment: { attempt_no: 2, state } };
    assert.equal(notes.awaitedOf(order), mayCome ? 2 : 0, state);
    for (const [said, [during, after]] of Object.entries(NOTES)) {
      const own = mayCome ? during : after;
      // what does not say that money goes back is left out where the order's own sentence stands
      const shown = (note) => (open || said === 'returned' ? note : '');
      const unsure = mayCome && said !== 'cancel';
      assert.deepEqual(notes.payPageOf(order, said, 2), { open, hint: shown(own), unsure }, `${state} ${said}`);
      for (const begun of [1, 0, undefined]) // another phone's
        assert.deepEqual(notes.payPageOf(order, said, begun), { open, hint: shown(after), unsure: false }, said);
    }
  }
  const stopped = { actions: [], payment: { attempt_no: 2, state: 'PENDING' } };
  assert.deepEqual(notes.payPageOf(stopped, 'ok', 2), { open: false, hint: '', unsure: false });
  assert.deepEqual(notes.payPageOf({ actions: ['pay'], payment: null }, 'settled'), {
    open: true,
    hint: '',
    unsure: false,
  });
  assert.equal(notes.awaitedOf({ payment: null }), 0);
});

test('paying by a link', () => {
  const asked = {
    name: '张*',
    title: '采集',
    amount_text: '20.00',
    expires_at: 'T',
    ways: [{}],
    hint: '',
    state: 'PAYABLE',
  };
  for (const [state, [mayCome, , , payable, over]] of Object.entries(ATTEMPTS)) {
    const end = (link, isOver) => states.linkEndOf({ state, link }, isOver);
    assert.deepEqual([end('PAYABLE'), end('OVER'), end('OVER', true)], [payable, payable, over], state);
    assert.deepEqual([end('PAID'), end('PAID', true)], [payable || 'PAID', payable || 'PAID'], state);
    for (const [said, [during, after]] of Object.entries(NOTES)) {
      const [note, unsure] = mayCome ? [during, said !== 'cancel'] : [after, false];
      const parts = { end: null, thanks: false, note, unsure, lost: false, price: '20.00 元', ways: true, until: 'T' };
      has(notes.linkPageOf(asked, said, state), parts, `${state} ${said}`);
    }
  }
  const none = notes.linkPageOf({ ...asked, ways: [], hint: '请用浏览器打开' }, 'settled', '');
  const parts = { ways: false, hint: '请用浏览器打开', note: '', unsure: false };
  has(none, parts);
  const thanks = ['已支付，谢谢您', '可以关闭本页。如果退款，款项原路退回付款人的账户。'];
  has(notes.linkPageOf({ ...asked, state: 'PAID' }, 'settled', ''), { end: thanks, thanks: true });
  const ends = Object.values(ATTEMPTS).flatMap((row) => row.slice(3).filter(Boolean));
  assert.deepEqual(new Set(Object.keys(wording.ENDS)), new Set(['PAID', ...ends]));
  for (const end of new Set(ends)) assert.deepEqual(notes.endOf(end), { end: wording.ENDS[end], thanks: false });
});

// A refund beside its order's state and what the API says of the way back → whether it is said to be finished.
const REFUNDS = {
  REQUESTED: ['REFUNDING', '处理中'],
  PROCESSING: ['REFUNDING', '处理中'],
  DONE: ['REFUNDED', '2026-11-29 10:00'],
  ABNORMAL: ['REFUNDING', '处理中'],
  CLOSED: ['REFUNDING', '处理中'],
  BY_HAND: ['REFUNDED', '2026-11-29 10:00'],
};
test('the page of an order whose money goes back', () => {
  coversRefunds(REFUNDS);
  for (const [refund, [state, done]] of Object.entries(REFUNDS)) {
    const details = [['退款金额', '20.00 元'], ['退款完成', done]]; // biome-ignore format: rows
    const shown = data.detailData({
      state,
      paid: state === 'REFUNDING',
      price: 2000,
      price_text: '20.00',
      actions: [],
      next: null,
      label: '退款中',
      way_out: { sentence: '退款已提交。', telephone: '0731-1' },
      task: {},
      student: {},
      timeline: [],
      receipts: [{ details, number: '42', number_text: '42' }],
    });
    const parts = { acts: [], steps: [], invoice: false, replace: false };
    has(shown, parts, refund);
    assert.deepEqual(shown.payments, [{ no: 0, rows: details, number: '42', shown: '42' }], refund);
    const { icon, title, sentence, action } = shown.way;
    assert.deepEqual([icon, title, sentence, action.phone], ['wallet', '退款中', '退款已提交。', '0731-1'], refund);
  }
});
