/** What the order page shows. */
const orders = require('../../services/orders');
const { facts } = require('../../shared/facts');
const { endOf, nextOf, studentRows } = require('../../shared/order_words');
const { when, yuan } = require('../../shared/words');

/** @type {{ name: 'withdraw' | 'cancel' | 'refund', label: string, text: string }[]} */
const ACTS = [
  { name: 'withdraw', label: '撤回审核', text: '撤回后可以更换照片，并在截止时间前重新提交，不再收费。审核老师正在查看时不能撤回。' },
  { name: 'cancel', label: '取消订单', text: '取消后需要重新填写和上传照片。还没有付款，不会产生费用。' },
  { name: 'refund', label: '申请退款', text: '退款后本次采集终止，照片不再审核和制作，款项原路退回付款账户。' },
];

/** @param {orders.Order} order */
function detailData(order) {
  const { actions, photo, task } = order;
  const end = endOf(order);
  const next = actions.includes('reopen') ? null : nextOf(order);
  return {
    state: order.state,
    label: order.label,
    tells: order.tells,
    until: end ? end.at : '',
    deadline: end ? when(end.at) : '',
    todo: end ? end.todo : '',
    tries: order.state === 'REJECTED' ? order.tries_left : null,
    next,
    replace: actions.includes('upload') && order.state !== 'DRAFT' && Boolean(next) && actions.some((one) => one === 'resubmit'),
    paid: order.paid,
    reopen: actions.includes('reopen'),
    acts: ACTS.filter(({ name }) => actions.includes(name)).map(({ name, label }) => ({ name, label })),
    rejection: order.rejection,
    moments: [...order.timeline].reverse().map(({ at, label }, no) => ({ no, label, when: when(at) })),
    student: studentRows(order),
    preview: (photo && photo.preview_url) || '',
    says: photo ? (order.state === 'REJECTED' && !actions.includes('resubmit') ? '这张照片已被驳回，请更换' : photo.says) : '',
    refund: task.refund_text,
    rows: facts([
      ['采集任务', task.title],
      ['费用', order.price ? yuan(order.price_text) : '免费'],
      ['退款规则', task.refund_text],
      ['联系方式', task.contacts],
      ['订单号', order.order_id],
    ]),
  };
}

module.exports = { ACTS, detailData };
