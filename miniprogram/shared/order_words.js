/** An order's facts in its owner's words, and the tabs of the list. */
const { LEVELS } = require('../generated/labels');
const { FIELDS } = require('../generated/rules');
const { facts } = require('./facts');

/** @typedef {import('../generated/types').OrderView} Order */

/** What a state's colour says: it waits for its owner, went back, is under way, is done; else it is over.  @type {Record<string, string>} */
const TONES = {
  DRAFT: 'warn', AWAITING_PAYMENT: 'warn', WITHDRAWN: 'warn', REJECTED: 'bad', CORRECTION: 'bad',
  IN_REVIEW: 'info', APPROVED: 'info', IN_PRODUCTION: 'info', REFUNDING: 'info', DONE: 'good',
};
/** @type {(keyof Order['contact'])[]} */
const TYPED = ['contact_phone', 'email', 'consignee', 'address', 'layout'];

/** @type {{ key: string, label: string, empty: string, fits: (order: Order) => boolean }[]} */
const TABS = [
  { key: 'unpaid', label: '待支付', empty: '没有待支付的订单。', fits: ({ tab }) => tab === 'UNPAID' },
  { key: 'paid', label: '已支付', empty: '没有已支付的订单。', fits: ({ tab }) => tab === 'PAID' },
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

/** Until when an order waits for its owner, or "".  @param {Order} order */
function endOf({ actions, deadlines: { draft, pay, resubmit } }) {
  const may = ['upload', 'submit', 'pay', 'resubmit'].some((action) => actions.includes(action));
  return (may && (draft || pay || resubmit)) || '';
}

module.exports = { TABS, TONES, studentRows, endOf };
