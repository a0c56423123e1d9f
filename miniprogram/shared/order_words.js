/** What an order's states mean to its owner, which stand under which tab, and what to do next. */
const { FIELDS } = require('../generated/rules');
const { facts } = require('./facts');
const { when, yuan } = require('./words');

/** @typedef {import('../generated/types').OrderView} Order */
/** @typedef {{ label: string, url: string }} Next */

/** state → what happens now, in a sentence.  @type {Record<string, string>} */
const TELLS = {
  DRAFT: '信息已保存，还没有提交照片。',
  AWAITING_PAYMENT: '支付后照片进入人工审核，超时未支付订单会自动关闭。',
  IN_REVIEW: '照片正在排队等待人工审核，结果会通知您。',
  WITHDRAWN: '您撤回了照片，请换好照片后重新提交，不再收费。',
  REJECTED: '照片没有通过人工审核，请按原因换一张照片，不再收费。',
  APPROVED: '照片已审核通过，等待制作。',
  IN_PRODUCTION: '照片正在制作并上报，采集已完成。',
  DONE: '照片已上报学信网，请按学校通知在学信网完成图像校对。',
  CORRECTION: '上报后发现信息需要更正，请按提示换一张照片，不再收费。',
  REFUNDING: '退款已提交，将原路退回付款账户，一般 1 至 3 个工作日到账。',
  REFUNDED: '款项已原路退回付款账户。',
  EXPIRED: '没有在规定时间内支付。任务仍开放时可以重新支付，不用重新填写。',
  CANCELLED: '订单已取消。如需采集，请重新填写特征码办理。',
  CLOSED: '订单已关闭，如有疑问请联系分社。',
};
const GREY = new Set(['EXPIRED', 'CANCELLED']);
const UNPAID = new Set(['AWAITING_PAYMENT', 'EXPIRED']);
const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);
/** @type {Record<string, string>} */
const LEVELS = {
  DOCTOR: '博士研究生', MASTER: '硕士研究生', SECOND_BACHELOR: '第二学士学位', BACHELOR: '本科', TOP_UP: '专科起点本科', JUNIOR: '专科',
};
/** @type {(keyof typeof FIELDS)[]} */
const TYPED = ['contact_phone', 'email', 'consignee', 'address', 'layout'];

/** @type {{ key: string, label: string, empty: string, fits: (order: Order) => boolean }[]} */
const TABS = [
  { key: 'unpaid', label: '待支付', empty: '没有待支付的订单。', fits: ({ state }) => UNPAID.has(state) },
  { key: 'paid', label: '已支付', empty: '没有已支付的订单。', fits: ({ state, paid }) => paid || MONEY_BACK.has(state) },
  { key: 'all', label: '全部', empty: '还没有订单。', fits: () => true },
];

/** @param {Order} order @param {Record<string, string>} [typed] what this phone knows of what was typed */
const studentRows = ({ student }, typed = {}) => facts([
  ['姓名', student.name],
  ['学校', student.school_name],
  ['学历层次', LEVELS[student.level]],
  ['学院', student.college],
  ['系所', student.department],
  ['专业', student.major],
  ['班级', student.class_name],
  ['学号', student.student_no],
  ['证件号后 4 位', student.id_tail],
  ...TYPED.map((name) => /** @type {[string, string]} */ ([FIELDS[name].label, typed[name]])),
]);

/** Where the next thing to do is; null when nothing is.  @param {Order} order @returns {Next | null} */
function nextOf({ order_id: id, actions, photo, state }) {
  const at = (/** @type {string} */ page) => `/pages/${page}?order_id=${id}`;
  if (actions.includes('pay')) return { label: '去支付', url: at('orders/pay/pay') };
  if (actions.includes('reopen')) return { label: '重新支付', url: at('orders/detail/detail') };
  if (actions.includes('submit') || actions.includes('resubmit')) return { label: '核对并提交', url: at('photo/confirm/confirm') };
  if (!actions.includes('upload')) return null;
  if (state !== 'DRAFT') return { label: '去编辑', url: at('photo/student/student') };
  return photo ? { label: '更换照片', url: at('photo/shoot/shoot') } : { label: '去拍照', url: at('photo/requirements/requirements') };
}

/** An order as a row of the list.  @param {Order} order */
function rowOf(order) {
  const { pay, resubmit } = order.deadlines;
  return {
    id: order.order_id,
    name: order.student.name || '未填写姓名',
    school: order.student.school_name,
    title: order.task.title,
    state: order.state,
    label: order.label,
    price: order.price ? yuan(order.price_text) : '免费',
    deadline: pay ? `请在 ${when(pay)} 前支付` : resubmit ? `请在 ${when(resubmit)} 前重新提交` : '',
    picture: (order.photo && order.photo.preview_url) || '',
    grey: GREY.has(order.state),
    next: nextOf(order),
  };
}

module.exports = { TELLS, TABS, studentRows, nextOf, rowOf };
