/** What the order page shows. */
const { ORDER_ACTS } = require('../../generated/labels');
const { facts } = require('../../shared/facts');
const { mayInvoice, stepsOf } = require('../../generated/order_looks');
const { wayOut } = require('../../shared/way_out');
const { when, yuan } = require('../../shared/words');

/** @typedef {import('../../generated/types').OrderView} Order */

/** States of a photo that nobody judges any more, and that she may keep. */
const FINISHED = new Set(['IN_PRODUCTION', 'DONE']);
const APPROVED = new Set(['APPROVED', 'IN_PRODUCTION', 'DONE']);

/** Whether the photo that was sent back is still the newest.  @param {Order} order */
const isSentBack = ({ photo, photo_no: number }) => photo?.photo_no === number;

/** Under the photo: the first check's word counts until people have looked.  @param {Order} order */
function saysOf(order) {
  const { state, actions, appeal, photo } = order;
  if (!photo) return '';
  if (APPROVED.has(state)) return '人工审核通过。';
  if (appeal?.state === 'ASKED') return appeal.sentence;
  if (isSentBack(order) && !actions.includes('resubmit')) {
    if (state === 'CORRECTION') return '这张照片需要更换。';
    if (state === 'REJECTED') return '这张照片已被驳回，请更换。';
  }
  return `${photo.says}。`;
}

/** @param {Order} order */
function detailData(order) {
  const { actions, photo, task } = order;
  return {
    state: order.state,
    notices: order.notices,
    way: wayOut(order),
    steps: stepsOf(order),
    replace:
      actions.includes('upload') && order.state !== 'DRAFT' && order.next !== null && order.next.screen === 'CONFIRM',
    invoice: mayInvoice(order),
    payments: order.receipts.map(({ details, number, number_text: shown }, no) => ({
      no,
      rows: details,
      number,
      shown,
    })),
    finished: FINISHED.has(order.state),
    name: order.student.name || '未填写姓名',
    school: order.student.school_name,
    number: order.number,
    called: order.number_text,
    waybill: order.posting ? order.posting.waybill : '',
    courier: order.posting ? `${order.posting.courier}，${when(order.posting.posted_at)} 寄出` : '',
    acts: ORDER_ACTS.filter(({ name }) => actions.includes(name)).map(({ name, label }) => ({ name, label })),
    rejection: order.rejection,
    moments: [...order.timeline].reverse().map(({ at, label }, no) => ({ no, label, when: when(at) })),
    student: order.details,
    mendable: actions.includes('contact'),
    preview: photo?.preview_url || '',
    says: saysOf(order),
    refund: task.refund_text,
    rows: facts([
      ['采集任务', task.title],
      ['费用', order.price ? yuan(order.price_text) : '免费'],
      ['退款规则', task.refund_text],
      ['资料保存', task.kept_text],
      ['联系方式', task.contacts],
    ]),
  };
}

module.exports = { detailData };
