/** What follows from an order: whether it may be invoiced, and what a form begins with. */

/** @import { OrderView } from '../shared/generated/types' */

const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);

/** Money that goes back is no purchase.
 * @param {OrderView} props */
export const mayInvoice = ({ paid, price, state }) => paid && (price ?? 0) > 0 && !MONEY_BACK.has(state);

/** @typedef {Record<string, string>} Answers by the name of their question */

/** What its form can hold of it: the phone comes masked, and is typed anew.
 * @param {OrderView} order @returns {Answers} */
export const answersOf = ({ student: { id_tail_known: _known, ...student }, contact }) => ({
  ...student,
  school: student.school_name,
  ...contact,
  contact_phone: '',
});
