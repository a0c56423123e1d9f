/** What an order's states mean to its owner, and which of them stand under which tab. */
import { LEVELS } from '../shared/generated/labels.js';
import { FIELDS } from '../shared/generated/rules.js';

const UNPAID = new Set(['AWAITING_PAYMENT', 'EXPIRED']);
const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);
const CAME = new Set(['OK', 'ORPHAN', 'RETURNED', 'RETURNED_OUTSIDE']); // of a payment: the money was there, late money too

export const TABS = [
  ['unpaid', '待支付', ({ state }) => UNPAID.has(state)],
  ['paid', '已支付', ({ state, paid, payment }) => paid || MONEY_BACK.has(state) || CAME.has(payment?.state)],
  ['all', '全部', () => true],
];

/** [label, value] of the student. */
export const studentOf = ({ student }) => [
  ['姓名', student.name],
  ['学校', student.school_name],
  ['学历层次', LEVELS[student.level]],
  ['学院', student.college],
  ['系所', student.department],
  ['专业', student.major],
  ['班级', student.class_name],
  ['学号', student.student_no],
  ['证件号后 4 位', student.id_tail_known ? '已登记' : ''],
];

const TYPED = ['contact_phone', 'email', 'consignee', 'address', 'layout'];

/** [label, value] of what she typed for the way back: whom to call, and where the prints go. */
export const contactOf = ({ contact }) => TYPED.map((name) => [FIELDS[name].label, contact[name]]);

/** Until when an order waits for its owner, and for what; null when it does not, or she may not do it. */
export function endOf({ actions, deadlines: { draft, pay, resubmit } }) {
  const at = draft ?? pay ?? resubmit;
  const may = ['upload', 'submit', 'pay', 'resubmit'].some((action) => actions.includes(action));
  return at && may ? { at, todo: draft ? '提交照片' : pay ? '支付' : '重新提交' } : null;
}

/** Money that goes back is no purchase. */
export const mayInvoice = ({ paid, price, state }) => paid && price > 0 && !MONEY_BACK.has(state);

/** What its form can hold of it: the phone comes masked, and is typed anew. */
export const answersOf = ({ student, contact }) => ({ ...student, school: student.school_name, ...contact, contact_phone: '' });

/** Where the next thing to do is; null when nothing is. */
export function nextOf({ order_id: id, actions, photo }) {
  if (actions.includes('pay')) return { label: '去支付', href: `#/orders/${id}/pay` };
  if (actions.includes('resubmit')) return { label: '核对并重新提交', href: `#/orders/${id}/confirm` };
  if (actions.includes('submit')) return { label: '核对并提交', href: `#/orders/${id}/confirm` };
  if (actions.includes('upload')) return { label: photo ? '更换照片' : '去拍照', href: `#/orders/${id}/${photo ? 'photo' : 'requirements'}` };
  return null;
}
