/** What a student does with an order. */
const {
  cancelOrder, listOrders, openOrder, refundOrder, reopenOrder, resubmitOrder, showOrder, submitOrder, withdrawOrder,
} = require('../generated/client');
const kept = require('./kept');
const reads = require('./reads');

/** @typedef {import('../generated/types').OrderView} Order */

/** What was typed stays sealed on the server; this phone still knows it.  @param {string} orderId @returns {Record<string, string>} */
const typed = (orderId) => kept.get(`typed.${orderId}`, {});

/** @param {string} taskId @param {string | null} readId @param {Record<string, string>} form @param {string | null} idTail */
async function open(taskId, readId, form, idTail) {
  const order = await openOrder({ task_id: taskId, read_id: readId, form, id_tail: idTail });
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
function submit({ order_id: orderId, actions, photo }) {
  const hand = actions.includes('resubmit') ? resubmitOrder : submitOrder;
  return hand(orderId, { photo_no: photo ? photo.photo_no : 0 });
}

module.exports = {
  show: showOrder, list: listOrders, typed, open, mend, submit,
  withdraw: withdrawOrder, cancel: cancelOrder, refund: refundOrder, reopen: reopenOrder,
};
