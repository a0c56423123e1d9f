/** What a student does with an order. */
const {
  cancelOrder, listOrders, openOrder, refundOrder, reopenOrder, resubmitOrder, showOrder, submitOrder, withdrawOrder,
} = require('../generated/client');
const kept = require('./kept');
const reads = require('./reads');

/** @typedef {import('../generated/types').OrderView} Order */

const RECENT_MS = 60_000;

/** The order as it was last seen: the next page need not ask for what this one was just told.
 * @type {{ order: Order, at: number } | null}
 */
let last = null;

/** @param {Order} order @returns {Order} */
function seen(order) {
  last = { order, at: Date.now() };
  return order;
}

/** @param {string} orderId */
const show = async (orderId) => seen(await showOrder(orderId));

/** As it was a minute ago at most.  @param {string} orderId @returns {Promise<Order>} */
async function recent(orderId) {
  if (last && last.order.order_id === orderId && Date.now() - last.at < RECENT_MS) return last.order;
  return show(orderId);
}

/** What was typed stays sealed on the server; this phone still knows it.  @param {string} orderId @returns {Record<string, string>} */
const typed = (orderId) => kept.get(`typed.${orderId}`, {});

/** @param {string} taskId @param {string | null} readId @param {Record<string, string>} form @param {string | null} idTail */
async function open(taskId, readId, form, idTail) {
  const order = seen(await openOrder({ task_id: taskId, read_id: readId, form, id_tail: idTail }));
  kept.put(`typed.${order.order_id}`, form);
  kept.drop(`form.${taskId}`);
  reads.drop(taskId);
  return order;
}

/** Gives the draft up; what was typed stays in the task's form.  @param {Order} order */
async function mend({ order_id: orderId, task }) {
  await cancelOrder(orderId);
  kept.put(`form.${task.task_id}`, typed(orderId));
}

/** Hands the photo in, for the first time or again.  @param {Order} order */
async function submit({ order_id: orderId, actions, photo }) {
  const hand = actions.includes('resubmit') ? resubmitOrder : submitOrder;
  return seen(await hand(orderId, { photo_no: photo ? photo.photo_no : 0 }));
}

module.exports = {
  show, recent, list: listOrders, typed, open, mend, submit,
  withdraw: withdrawOrder, cancel: cancelOrder, refund: refundOrder, reopen: reopenOrder,
};
