/** An order's facts in its owner's words, and the tabs of the list. */
import { LEVELS } from '../shared/generated/labels.js';
import { FIELDS } from '../shared/generated/rules.js';

export const TABS = [
  ['unpaid', '待支付', ({ tab }) => tab === 'UNPAID'],
  ['paid', '已支付', ({ tab }) => tab === 'PAID'],
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

/** What she may change herself. */
export const CONTACT = ['contact_phone', 'email', 'consignee', 'address', 'layout'];

/** [label, value] of what she typed for the way back: whom to call, and where the prints go. */
export const contactOf = ({ contact }) => CONTACT.map((name) => [FIELDS[name].label, contact[name]]);

/** Until when an order waits for its owner; null when it does not, or she may not do it. */
export function endOf({ actions, deadlines: { draft, pay, resubmit } }) {
  const may = ['upload', 'submit', 'pay', 'resubmit'].some((action) => actions.includes(action));
  return may ? draft ?? pay ?? resubmit : null;
}

const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);

/** Money that goes back is no purchase. */
export const mayInvoice = ({ paid, price, state }) => paid && price > 0 && !MONEY_BACK.has(state);

/** What its form can hold of it: the phone comes masked, and is typed anew. */
export const answersOf = ({ student, contact }) => ({ ...student, school: student.school_name, ...contact, contact_phone: '' });
