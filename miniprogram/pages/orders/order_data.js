/** What the order page shows. */
const orders = require('../../services/orders');
const { facts } = require('../../shared/facts');
const { stepsOf } = require('../../shared/order_steps');
const { wayOut } = require('../../shared/way_out');
const { when, yuan } = require('../../shared/words');

/** @type {{ name: 'withdraw' | 'cancel' | 'refund', label: string, text: string }[]} */
const ACTS = [
  { name: 'withdraw', label: '撤回审核', text: '撤回后可以更换照片，并在截止时间前重新提交，不再收费。审核老师正在查看时不能撤回。' },
  { name: 'cancel', label: '取消订单', text: '取消后需要重新填写和上传照片。还没有付款，不会产生费用。' },
  { name: 'refund', label: '申请退款', text: '退款后本次采集终止，照片不再审核和制作，款项原路退回付款人的账户。' },
];

/** States of a photo that nobody judges any more, and that she may keep. */
const FINISHED = new Set(['IN_PRODUCTION', 'DONE']);
const APPROVED = new Set(['APPROVED', 'IN_PRODUCTION', 'DONE']);

/** Under the photo: the first check's word counts until people have looked.  @param {orders.Order} order @param {string} says */
function saysOf({ state, actions }, says) {
  if (APPROVED.has(state)) return '人工审核通过';
  if (state === 'CORRECTION' && !actions.includes('resubmit')) return '这张照片需要更换';
  return state === 'REJECTED' && !actions.includes('resubmit') ? '这张照片已被驳回，请更换' : says;
}

/** @param {orders.Order} order */
function detailData(order) {
  const { actions, photo, task } = order;
  return {
    state: order.state,
    notices: order.notices,
    way: wayOut(order),
    steps: stepsOf(order),
    replace: actions.includes('upload') && order.state !== 'DRAFT' && order.next !== null && order.next.screen === 'CONFIRM',
    paid: order.paid,
    finished: FINISHED.has(order.state),
    name: order.student.name || '未填写姓名',
    school: order.student.school_name,
    number: order.number,
    called: order.number_text,
    waybill: order.posting ? order.posting.waybill : '',
    courier: order.posting ? `${order.posting.courier}，${when(order.posting.posted_at)} 寄出` : '',
    acts: ACTS.filter(({ name }) => actions.includes(name)).map(({ name, label }) => ({ name, label })),
    rejection: order.rejection,
    moments: [...order.timeline].reverse().map(({ at, label }, no) => ({ no, label, when: when(at) })),
    student: order.details,
    mendable: actions.includes('contact'),
    preview: (photo && photo.preview_url) || '',
    says: photo ? saysOf(order, photo.says) : '',
    refund: task.refund_text,
    rows: facts([
      ['采集任务', task.title],
      ['费用', order.price ? yuan(order.price_text) : '免费'],
      ['退款规则', task.refund_text],
      ['联系方式', task.contacts],
    ]),
  };
}

module.exports = { ACTS, detailData };
