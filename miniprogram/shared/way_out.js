/** What an order asks of its owner now: one sentence, one action.  Pages show it by components/way-out and components/todo. */
const { TONES, endOf, nextOf } = require('./order_words');
const { when, yuan } = require('./words');

/** @typedef {import('../generated/types').OrderView} Order */
/** @typedef {{ label: string, url: string, phone: string, act: string }} Action one of url, phone and act (what the page itself does) */
/** @typedef {{ tone: string, icon: string, title: string, sentence: string, more: string, until: string, action: Action | null }} WayOut */

/** @type {Record<string, string>} */
const ICONS = {
  DRAFT: 'edit', AWAITING_PAYMENT: 'wallet', WITHDRAWN: 'edit', REJECTED: 'bang', CORRECTION: 'edit',
  IN_REVIEW: 'clock', APPROVED: 'check', IN_PRODUCTION: 'parcel', REFUNDING: 'clock', DONE: 'check',
};

/** The branch's number: its page where the order names none.  @param {Order} order @returns {Action} */
function callOf({ task: { people } }) {
  const branch = people.find(({ role }) => role === 'BRANCH');
  return branch ? { label: `拨打 ${branch.phone}`, url: '', phone: branch.phone, act: '' } : { label: '联系分社', url: '/pages/home/contact/contact', phone: '', act: '' };
}

/** @param {Order} order @returns {Action | null} */
function actionOf(order) {
  if (order.actions.includes('reopen')) return { label: '重新支付', url: '', phone: '', act: 'reopen' };
  const next = nextOf(order);
  if (next) return { ...next, phone: '', act: '' };
  return order.state === 'REJECTED' ? callOf(order) : null;
}

/** @param {Order} order @returns {WayOut} */
function wayOut(order) {
  const end = endOf(order);
  const stuck = order.state === 'REJECTED' && !nextOf(order);
  const spent = stuck && !order.tries_left;
  return {
    tone: TONES[order.state] || 'off', icon: ICONS[order.state] || 'info', title: spent ? '次数已用完' : order.label,
    sentence: spent ? '提交次数已用完，照片都没有通过。请联系分社。' : stuck ? '现在不能重新提交，请联系分社。' : end ? `请在 ${when(end.at)} 前${end.todo}。` : order.tells,
    more: stuck ? '' : [end ? order.tells : '', order.state === 'REJECTED' && order.tries_left ? `还可以重新提交 ${order.tries_left} 次。` : ''].join(''),
    until: end ? end.at : '',
    action: actionOf(order),
  };
}

/** Whether an order waits for its owner.  @param {Order} order */
const isTodo = (order) => endOf(order) !== null && nextOf(order) !== null;

/** An order that waits for its owner, as a card of the first page.  @param {Order} order */
function todoOf(order) {
  const { tone, icon, title, sentence, until, action } = wayOut(order);
  const [reason] = order.rejection ? order.rejection.reasons : [];
  return {
    id: order.order_id, tone, icon, title, until,
    name: order.student.name || '未填写姓名', school: order.student.school_name,
    price: order.state === 'AWAITING_PAYMENT' ? yuan(order.price_text) : '',
    sentence, reason: reason ? reason.message : '',
    picture: (order.photo && order.photo.preview_url) || '',
    action,
  };
}

module.exports = { wayOut, isTodo, todoOf };
