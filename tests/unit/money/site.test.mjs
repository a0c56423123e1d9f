// The site's pages of money in every state of a payment and of a refund.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayInvoice, signOf, stepsOf } from '../../../web/shared/both/order_looks.js';
import * as it from '../../../web/student/money_views.js';
import { coversAttempts, coversRefunds } from './states.mjs';

const [CODE, PAGE] = [{ params: { code_url: 'weixin://1' } }, { params: { pay_url: 'https://pay' } }];
const TWICE = '已经付款的请等待结果，不要重复付款。';
/** What is shown, in one line: part, lead, sentence, button, and whether another payment is begun by itself. */
const lineOf = (shown) => [shown.part, shown.lead, shown.says, shown.word, shown.renews].join('|');

// An own order: its state beside its newest attempt; what the API offers; the part of the page before and after this
// browser began.  By a link, of the attempt that this browser began: the words in place of the request while it is
// payable, and over ('' for none); whether another payment is offered instead; whether the page then asks on.
// biome-ignore format: a table
const ATTEMPTS = {
  PENDING: ['AWAITING_PAYMENT', 'pay', 'TILL TILL', '', 'PENDING', false, true],
  OK: ['IN_REVIEW', 'withdraw', 'ELSEWHERE PAID', '', '', false, false],
  CLOSED: ['AWAITING_PAYMENT', 'pay', 'TILL TILL', '', '', true, false],
  ABANDONED: ['AWAITING_PAYMENT', 'pay', 'TILL TILL', '', 'PENDING', true, true],
  SUSPECT: ['AWAITING_PAYMENT', 'cancel', 'ELSEWHERE ELSEWHERE', 'SUSPECT', 'SUSPECT', false, false],
  ORPHAN: ['EXPIRED', 'reopen', 'ELSEWHERE ELSEWHERE', 'RETURNED', 'RETURNED', false, false],
  RETURNED: ['REFUNDED', '', 'ELSEWHERE ELSEWHERE', 'RETURNED', 'RETURNED', false, false],
  RETURNED_OUTSIDE: ['REFUNDED', '', 'ELSEWHERE ELSEWHERE', 'RETURNED', 'RETURNED', false, false],
};
test('paying for an own order', () => {
  coversAttempts(ATTEMPTS);
  for (const [attempt, [state, action, parts]] of Object.entries(ATTEMPTS)) {
    const order = { state, actions: [action], paid: attempt === 'OK', way_out: { sentence: '请等待。' } };
    const pageOf = (isBegun, wasOpen) => it.payPageOf(order, isBegun, wasOpen);
    assert.equal(`${pageOf(false, false)} ${pageOf(true, false)}`, parts, attempt);
    assert.equal(pageOf(false, true), state === 'AWAITING_PAYMENT' ? 'TILL' : 'ELSEWHERE', attempt); // a code stays
    const [offers, says] = action === 'pay' ? [true, ''] : [false, '请等待。'];
    const till = (own, read) => Object.values(it.tillOf({ ...order, payment: read }, own)).join();
    const [one, two] = [{ attempt_no: 1 }, { attempt_no: 2 }];
    const shown = [till(null, null), till(null, two), till(one, two), till(two, one)];
    const asked = ['0,false', '2,false', '2,true', '2,false']; // the newest attempt, whether it replaced one
    assert.deepEqual(shown, asked.map((one) => `${offers},${says},${one}`), attempt); // biome-ignore format: a line
  }
});

test('what was begun on the page of an own order', () => {
  const over = `已失效：这个订单已在别处重新发起支付。${TWICE}`;
  const outside = 'OUTSIDE|请在新打开的页面完成支付|付款完成后回到本页，结果会自动显示。';
  // biome-ignore format: a table
  const rows = [
    [CODE, false, 9, 'CODE||||false'],
    [CODE, false, 0, `DEAD||二维码已过期。${TWICE}|换一个新的二维码|true`],
    [CODE, true, 9, `DEAD||二维码${over}|换一个新的二维码|false`],
    [CODE, true, 0, `DEAD||二维码${over}|换一个新的二维码|false`], // it would end the newer one
    [PAGE, false, 9, `${outside}没有打开？|重新打开支付页面|false`],
    [PAGE, false, 0, `${outside}支付页面已过期，还没有付款的请重新选择支付方式。||false`],
    [PAGE, true, 9, `DEAD||支付页面${over}|重新发起支付|false`],
  ];
  for (const [started, isOver, left, line] of rows) assert.equal(lineOf(it.startedOf(started, isOver, left)), line);
});

const [PAYABLE, PAID] = ['PAYABLE', 'PAID'].map((state) => ({ value: { state }, error: null }));
const [OVER, LOST] = ['pay_link_over', 'offline'].map((code) => ({ value: null, error: { code } }));

test('paying by a link', () => {
  for (const [state, [, , , payable, over, isDead, asksOn]] of Object.entries(ATTEMPTS)) {
    const pageOf = (asked, link) => Object.values(it.linkPageOf(asked, { state, link })).join(' ');
    assert.equal(pageOf(PAYABLE, 'PAYABLE'), payable ? `END ${payable}` : 'REQUEST ', state);
    assert.equal(pageOf(OVER, 'OVER'), over ? `END ${over}` : 'OVER ', state);
    for (const asked of [PAYABLE, PAID]) assert.equal(pageOf(asked, 'PAID'), `END ${payable || 'PAID'}`, state);
    const settled = ['PAYABLE', 'OVER', 'PAID'].map((link) => it.isLinkSettled(OVER, true, { state, link }));
    assert.deepEqual(settled, [false, !asksOn, !asksOn], state);
    const outside = 'OUTSIDE|正在等待支付结果|付款完成后请回到本页。已经付款的不要重复付款。|';
    // biome-ignore format: a table
    const rows = [
      [CODE, 9, 'CODE||||false'],
      [CODE, 0, `DEAD||二维码已过期。${TWICE}|重新发起支付|true`],
      [PAGE, 9, `${outside}重新打开支付页面|false`],
      [null, 0, `${outside}|false`],
    ];
    for (const [started, left, line] of rows) {
      const shown = lineOf(it.ownOf({ state, link: 'PAYABLE' }, started, left));
      assert.equal(shown, isDead ? `DEAD||这次支付已失效。${TWICE}|重新发起支付|false` : line, state);
    }
  }
});

test('a link before anything was begun', () => {
  const shown = [PAYABLE, PAID, OVER, LOST].map((asked) => [
    it.linkPageOf(asked, null).part,
    it.isLinkSettled(asked, false),
  ]);
  assert.deepEqual(shown.flat(), ['REQUEST', false, 'END', true, 'OVER', true, 'LOADING', false]);
  assert.equal(it.isLinkSettled(PAID, true, null), false);
});

// The order beside its refund; its label and its sentence come from the API.
// biome-ignore format: a table
const REFUNDS = {
  REQUESTED: 'REFUNDING', PROCESSING: 'REFUNDING', DONE: 'REFUNDED',
  ABNORMAL: 'REFUNDING', CLOSED: 'REFUNDING', BY_HAND: 'REFUNDED',
};
test('an order whose money goes back offers nothing, and is no purchase', () => {
  coversRefunds(REFUNDS);
  for (const state of Object.values(REFUNDS)) {
    const order = { state, paid: state === 'REFUNDING', price: 2000, actions: [], next: null };
    assert.deepEqual(it.offersOf(order), { reopen: '', acts: [], replaces: false }, state);
    assert.deepEqual([signOf(state), stepsOf(order), mayInvoice(order)], ['wallet', [], false], state);
  }
  const paid = it.offersOf({ actions: ['refund', 'upload', 'withdraw'], next: { screen: 'CONFIRM' } });
  assert.deepEqual([paid.acts.map(({ label }) => label), paid.replaces], [['撤回审核', '申请退款'], true]);
  assert.equal(it.offersOf({ actions: [], next: { action: 'reopen', label: '重新支付' } }).reopen, '重新支付');
});
