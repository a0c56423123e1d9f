/** What follows from an order: what a form begins with. */

/** @import { OrderView } from '../shared/generated/types' */

/** @typedef {Record<string, string>} Answers by the name of their question */

/** What its form can hold of it: the phone comes masked, and is typed anew.
 * @param {OrderView} order @returns {Answers} */
export const answersOf = ({ student: { id_tail_known: _known, ...student }, contact }) => ({
  ...student,
  school: student.school_name,
  ...contact,
  contact_phone: '',
});
