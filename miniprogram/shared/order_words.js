/** What an order's states mean to its owner, which stand under which tab, and what to do next. */
const { LEVELS } = require('../generated/labels');
const { FIELDS } = require('../generated/rules');
const { facts } = require('./facts');
const { when, yuan } = require('./words');

/** @typedef {import('../generated/types').OrderView} Order */
/** @typedef {{ label: string, url: string }} Next */

const UNPAID = new Set(['AWAITING_PAYMENT', 'EXPIRED']);
const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);
const CAME = new Set(['OK', 'ORPHAN', 'RETURNED', 'RETURNED_OUTSIDE']); // of a payment: the money was there, late money too
/** What a state's colour says: it waits for its owner, went back, is under way, is done; else it is over.  @type {Record<string, string>} */
const TONES = {
  DRAFT: 'warn', AWAITING_PAYMENT: 'warn', WITHDRAWN: 'warn', REJECTED: 'bad', CORRECTION: 'bad',
  IN_REVIEW: 'info', APPROVED: 'info', IN_PRODUCTION: 'info', REFUNDING: 'info', DONE: 'good',
};
const GREY = new Set(['EXPIRED', 'CANCELLED']);
/** @type {(keyof Order['contact'])[]} */
const TYPED = ['contact_phone', 'email', 'consignee', 'address', 'layout'];

/** @type {{ key: string, label: string, empty: string, fits: (order: Order) => boolean }[]} */
const TABS = [
  { key: 'unpaid', label: '待支付', empty: '没有待支付的订单。', fits: ({ state }) => UNPAID.has(state) },
  { key: 'paid', label: '已支付', empty: '没有已支付的订单。', fits: ({ state, paid, payment }) => paid || MONEY_BACK.has(state) || CAME.has(payment?.state || '') },
  { key: 'all', label: '全部', empty: '还没有订单。', fits: () => true },
];

/** @param {Order} order */
const studentRows = ({ student, contact }) => facts([
  ['姓名', student.name],
  ['学校', student.school_name],
  ['学历层次', LEVELS[/** @type {keyof typeof LEVELS} */ (student.level)]],
  ['学院', student.college],
  ['系所', student.department],
  ['专业', student.major],
  ['班级', student.class_name],
  ['学号', student.student_no],
  ['证件号后 4 位', student.id_tail_known ? '已登记' : ''],
  ...TYPED.map((name) => /** @type {[string, string]} */ ([FIELDS[name].label, contact[name]])),
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

/** Until when an order waits for its owner, and for what; null when it does not, or she may not do it.  @param {Order} order */
function endOf({ actions, deadlines: { draft, pay, resubmit } }) {
  const at = draft || pay || resubmit;
  const may = ['upload', 'submit', 'pay', 'resubmit'].some((action) => actions.includes(action));
  return at && may ? { at, todo: draft ? '提交照片' : pay ? '支付' : '重新提交' } : null;
}

/** An order as a row of the list.  @param {Order} order */
function rowOf(order) {
  const end = endOf(order);
  const [reason] = order.rejection && end ? order.rejection.reasons : [];
  return {
    id: order.order_id,
    name: order.student.name || '未填写姓名',
    school: order.student.school_name,
    title: order.task.title,
    state: order.state,
    label: order.label,
    price: order.price ? yuan(order.price_text) : '免费',
    deadline: end ? `请在 ${when(end.at)} 前${end.todo}` : '',
    picture: (order.photo && order.photo.preview_url) || '',
    reason: reason ? reason.message : '',
    tone: TONES[order.state] || 'off',
    grey: GREY.has(order.state),
    next: nextOf(order),
  };
}

module.exports = { TABS, TONES, studentRows, nextOf, endOf, rowOf };
