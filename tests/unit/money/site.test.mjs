// The site's pages of money in every state of a payment and of a refund.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDS } from '../../../web/shared/both/wording.js';
import { mayInvoice, signOf, stepsOf } from '../../../web/shared/both/order_looks.js';
import {
  isLinkSettled,
  linkPageOf,
  offersOf,
  ownOf,
  payPageOf,
  startedOf,
  tillOf,
} from '../../../web/student/money_views.js';
import { coversAttempts, coversRefunds } from './states.mjs';

const [CODE, PAGE] = [{ params: { code_url: 'weixin://1' } }, { params: { pay_url: 'https://pay' } }];
const TWICE = '已经付款的请等待结果，不要重复付款。';
const [DEAD_OWN, DEAD_CODE] = [`这次支付已失效。${TWICE}`, `二维码已过期。${TWICE}`];
const BACK = '付款完成后请回到本页。已经付款的不要重复付款。';

// The order beside its newest attempt, what the API offers → the part of the page, before and after this browser began;
// whether ways to pay are offered.
// biome-ignore format: a table
const TILL = {
  PENDING: ['AWAITING_PAYMENT', ['pay', 'cancel'], 'TILL TILL', true],
  OK: ['IN_REVIEW', ['withdraw'], 'ELSEWHERE PAID', false],
  CLOSED: ['AWAITING_PAYMENT', ['pay', 'cancel'], 'TILL TILL', true],
  ABANDONED: ['AWAITING_PAYMENT', ['pay', 'cancel'], 'TILL TILL', true],
  SUSPECT: ['AWAITING_PAYMENT', ['cancel'], 'ELSEWHERE ELSEWHERE', false],
  ORPHAN: ['EXPIRED', ['reopen'], 'ELSEWHERE ELSEWHERE', false],
  RETURNED: ['REFUNDED', [], 'ELSEWHERE ELSEWHERE', false],
  RETURNED_OUTSIDE: ['REFUNDED', [], 'ELSEWHERE ELSEWHERE', false],
};
test('paying for an own order', () => {
  coversAttempts(TILL);
  for (const [state, [orderState, actions, parts, offers]] of Object.entries(TILL)) {
    const order = { state: orderState, actions, paid: state === 'OK', way_out: { sentence: '请等待。' } };
    assert.equal([false, true].map((begun) => payPageOf(order, begun, false)).join(' '), parts, state);
    // a code stays in sight while its order waits, though nothing may be begun any more
    const stays = orderState === 'AWAITING_PAYMENT' ? 'TILL' : parts.split(' ')[0];
    assert.equal(payPageOf(order, false, true), stays, state);
    const till = (no, started) => tillOf({ ...order, payment: no && { attempt_no: no, state } }, started);
    const says = offers ? '' : '请等待。';
    assert.deepEqual(till(null, null), { offers, says, asks: 0, isOver: false });
    assert.deepEqual(till(2, null), { offers, says, asks: 2, isOver: false }, state);
    assert.deepEqual(till(2, { attempt_no: 1 }), { offers, says, asks: 2, isOver: true }, state);
    assert.deepEqual(till(1, { attempt_no: 2 }), { offers, says, asks: 2, isOver: false }, state);
  }
});

test('what was begun on the page of an own order', () => {
  const over = '已失效：这个订单已在别处重新发起支付。';
  const said = '付款完成后回到本页，结果会自动显示。';
  const LEAD = '请在新打开的页面完成支付';
  // biome-ignore format: a table
  const rows = [
    [CODE, false, 9, 'CODE', '', '', false],
    [CODE, false, 0, 'DEAD', DEAD_CODE, '换一个新的二维码', true],
    [CODE, true, 9, 'DEAD', `二维码${over}${TWICE}`, '换一个新的二维码', false],
    [CODE, true, 0, 'DEAD', `二维码${over}${TWICE}`, '换一个新的二维码', false], // it would end the newer one
    [PAGE, false, 9, 'OUTSIDE', `${said}没有打开？`, '重新打开支付页面', false],
    [PAGE, false, 0, 'OUTSIDE', `${said}支付页面已过期，还没有付款的请重新选择支付方式。`, '', false],
    [PAGE, true, 9, 'DEAD', `支付页面${over}${TWICE}`, '重新发起支付', false],
  ];
  for (const [started, isOver, left, part, says, word, renews] of rows)
    assert.deepEqual(startedOf(started, isOver, left), {
      part,
      lead: part === 'OUTSIDE' ? LEAD : '',
      says,
      word,
      renews,
    });
});

// By a link, of the attempt that this browser began: the words in place of the request while it is payable, and once it
// is over ('' for none); whether the attempt is over and another is offered; whether the page asks on, over or paid.
// biome-ignore format: a table
const LINK = {
  PENDING: ['', 'PENDING', false, true],
  OK: ['', '', false, false],
  CLOSED: ['', '', true, false],
  ABANDONED: ['', 'PENDING', true, true],
  SUSPECT: ['SUSPECT', 'SUSPECT', false, false],
  ORPHAN: ['RETURNED', 'RETURNED', false, false],
  RETURNED: ['RETURNED', 'RETURNED', false, false],
  RETURNED_OUTSIDE: ['RETURNED', 'RETURNED', false, false],
};
const [PAYABLE, PAID] = ['PAYABLE', 'PAID'].map((state) => ({ value: { state }, error: null }));
const OVER = { value: null, error: { code: 'pay_link_over' } };
const LOST = { value: null, error: { code: 'offline' } };

test('paying by a link', () => {
  coversAttempts(LINK);
  for (const [state, [payable, over, isDead, asksOn]] of Object.entries(LINK)) {
    const told = (link) => ({ state, link });
    const shown = (asked, link) =>
      Object.values(linkPageOf(asked, told(link)))
        .filter(Boolean)
        .join(' ');
    assert.equal(shown(PAYABLE, 'PAYABLE'), payable ? `END ${payable}` : 'REQUEST', state);
    assert.equal(shown(OVER, 'OVER'), over ? `END ${over}` : 'OVER', state);
    for (const asked of [PAYABLE, PAID]) assert.equal(shown(asked, 'PAID'), `END ${payable || 'PAID'}`, state);
    const settled = ['PAYABLE', 'OVER', 'PAID'].map((link) => isLinkSettled(OVER, true, told(link)));
    assert.deepEqual(settled, [false, !asksOn, !asksOn], state);
    const own = (...asked) => Object.values(ownOf(told('PAYABLE'), ...asked)).join('|');
    const dead = `DEAD||${DEAD_OWN}|重新发起支付|false`;
    assert.equal(own(CODE, 9), isDead ? dead : 'CODE||||false', state);
    assert.equal(own(CODE, 0), isDead ? dead : `DEAD||${DEAD_CODE}|重新发起支付|true`, state);
    assert.equal(own(PAGE, 9), isDead ? dead : `OUTSIDE|正在等待支付结果|${BACK}|重新打开支付页面|false`, state);
    assert.equal(own(null, 0), isDead ? dead : `OUTSIDE|正在等待支付结果|${BACK}||false`, state);
  }
  const ends = new Set(Object.values(LINK).flatMap(([one, other]) => [one, other, 'PAID']));
  assert.deepEqual(new Set(['', ...Object.keys(ENDS)]), ends);
});

test('a link before anything was begun', () => {
  const parts = [PAYABLE, PAID, OVER, LOST].map((asked) => [linkPageOf(asked, null).part, isLinkSettled(asked, false)]);
  assert.deepEqual(parts, [
    ['REQUEST', false],
    ['END', true],
    ['OVER', true],
    ['LOADING', false],
  ]);
  assert.equal(isLinkSettled(PAID, true, null), false);
});

// A refund beside the order that it belongs to, whose label and sentence the API says → what its page still offers.
const REFUNDS = {
  REQUESTED: 'REFUNDING',
  PROCESSING: 'REFUNDING',
  DONE: 'REFUNDED',
  ABNORMAL: 'REFUNDING',
  CLOSED: 'REFUNDING',
  BY_HAND: 'REFUNDED',
};
test('the page of an order whose money goes back', () => {
  coversRefunds(REFUNDS);
  for (const state of new Set(Object.values(REFUNDS))) {
    const order = { state, paid: state === 'REFUNDING', price: 2000, actions: [], next: null };
    assert.deepEqual(offersOf(order), { reopen: '', acts: [], replaces: false }, state);
    assert.deepEqual([signOf(state), stepsOf(order), mayInvoice(order)], ['wallet', [], false], state);
  }
  const paid = offersOf({ actions: ['refund', 'upload', 'withdraw'], next: { screen: 'CONFIRM' } });
  assert.deepEqual([paid.acts.map(({ label }) => label), paid.replaces], [['撤回审核', '申请退款'], true]);
  assert.equal(
    offersOf({ actions: [], next: { screen: 'PAY', action: 'reopen', label: '重新支付' } }).reopen,
    '重新支付',
  );
});
