/** What an order asks of its owner now, as the server says it: one sentence, one action.  Pages show it by
 * components/way-out and components/todo. */
const { signOf } = require('../generated/order_looks');
const { yuan } = require('./words');

/** @typedef {import('../generated/types').OrderView} Order */
/** @typedef {import('../generated/types').Screen} Screen */
/** @typedef {{ label: string, url: string, phone: string, act: string }} Action one of url, phone and act (what the
 * order's own page does) */
/** @typedef {{ tone: string, icon: string, title: string, sentence: string, until: string }} Shown */
/** @typedef {Shown & { call: string, action: Action | null }} WayOut call: whom to ask besides */

/** Where each step is done.  @type {Record<Screen, string>} */
const SCREENS = {
  START: 'tasks/start/start',
  REQUIREMENTS: 'photo/requirements/requirements',
  PHOTO: 'photo/shoot/shoot',
  EDIT: 'photo/student/student',
  CONFIRM: 'photo/confirm/confirm',
  PAY: 'orders/pay/pay',
  ORDER: 'orders/detail/detail',
  CONSENTS: 'me/consents/consents',
};
const NO_ORDER = new Set(['START', 'CONSENTS']); // pages that are about no order

/** @param {Order} order @returns {Action | null} */
function actionOf({ order_id: id, next, way_out: { telephone } }) {
  if (next) {
    const url = `/pages/${SCREENS[next.screen]}${NO_ORDER.has(next.screen) ? '' : `?order_id=${id}`}`;
    return { label: next.label, url, phone: '', act: next.action || '' };
  }
  return telephone ? { label: `拨打 ${telephone}`, url: '', phone: telephone, act: '' } : null;
}

/** @param {Order} order @returns {WayOut} */
function wayOut(order) {
  const {
    next,
    way_out: { sentence, telephone },
  } = order;
  return {
    tone: order.tone,
    icon: signOf(order.state),
    title: order.label,
    sentence,
    call: (next && telephone) || '',
    until: order.until || '',
    action: actionOf(order),
  };
}

/** An order that waits for its owner, as a card of the first page.  @param {Order} order */
const todoOf = (order) => ({
  ...wayOut(order),
  id: order.order_id,
  name: order.student.name || '未填写姓名',
  school: order.student.school_name,
  price: order.state === 'AWAITING_PAYMENT' ? yuan(order.price_text) : '',
  picture: order.photo?.preview_url || '',
});

/** An order as a row of the list.  @param {Order} order */
function rowOf(order) {
  return {
    id: order.order_id,
    state: order.state,
    label: order.label,
    title: order.task.title,
    name: order.student.name || '未填写姓名',
    school: order.student.school_name,
    price: order.price ? yuan(order.price_text) : '免费',
    picture: order.photo?.preview_url || '',
    tone: order.tone,
    grey: !order.next && !order.way_out.telephone && order.tone === 'off',
    sentence: order.way_out.sentence,
    action: actionOf(order),
  };
}

module.exports = { wayOut, todoOf, rowOf };
