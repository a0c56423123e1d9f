/** What a student does with an order. */
const {
  appealPhoto,
  cancelOrder,
  changeContact,
  listOrders,
  openOrder,
  refundOrder,
  reopenOrder,
  resubmitOrder,
  showOrder,
  submitOrder,
  withdrawOrder,
} = require('../generated/client');
const kept = require('./kept');
const reads = require('./reads');

/** @typedef {import('../generated/types').OrderView} Order */

/** @param {string} taskId @param {string | null} readId @param {Record<string, string>} form
 * @param {string | null} idTail */
async function open(taskId, readId, form, idTail) {
  const order = await openOrder({ task_id: taskId, read_id: readId, form, id_tail: idTail });
  kept.drop(`form.${taskId}`);
  reads.drop(taskId);
  return order;
}

/** Gives the draft up; what was saved stays in the task's form, but for the phone: it comes masked.
 * @param {Order} order */
async function mend({ order_id: orderId, task, student, contact }) {
  await cancelOrder(orderId);
  kept.type(`form.${task.task_id}`, { ...student, school: student.school_name, ...contact, contact_phone: '' });
}

/** Hands the photo in, for the first time or again.  plea: what is said with one that the machine refused.
 * @param {Order} order @param {import('../generated/appeal').Plea} plea */
function submit({ order_id: orderId, actions, photo }, { reason, note }) {
  const what = { photo_no: photo ? photo.photo_no : 0 };
  if (actions.includes('appeal')) return appealPhoto(orderId, { ...what, reason, note: note.trim() });
  return actions.includes('resubmit') ? resubmitOrder(orderId, what) : submitOrder(orderId, what);
}

module.exports = {
  show: showOrder,
  list: listOrders,
  open,
  mend,
  submit,
  withdraw: withdrawOrder,
  cancel: cancelOrder,
  refund: refundOrder,
  reopen: reopenOrder,
  contact: changeContact,
};
