/** What follows from an order: whether it may be invoiced, and what a form begins with. */
const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);

/** Money that goes back is no purchase. */
export const mayInvoice = ({ paid, price, state }) => paid && price > 0 && !MONEY_BACK.has(state);

/** What its form can hold of it: the phone comes masked, and is typed anew. */
export const answersOf = ({ student, contact }) => ({
  ...student,
  school: student.school_name,
  ...contact,
  contact_phone: '',
});
