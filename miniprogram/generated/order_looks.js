// Written by `python -m tools.web_client` from web/shared/both/order_looks.js: change it there.
/** How an order is shown: its sign, how far it is, and whether it may be invoiced. */

/** A sign of the icons for each state.  @type {Record<string, string>} */
const SIGNS = {
  DRAFT: 'camera',
  AWAITING_PAYMENT: 'wallet',
  WITHDRAWN: 'edit',
  REJECTED: 'bang',
  CORRECTION: 'bang',
  APPROVED: 'check',
  IN_PRODUCTION: 'parcel',
  DONE: 'check',
  REFUNDING: 'wallet',
  REFUNDED: 'wallet',
  CANCELLED: 'close',
  CLOSED: 'close',
};

/** Waiting has the clock.  @param {string} state */
const signOf = (state) => SIGNS[state] ?? 'clock';

/** The step an order of a state is at; none once it goes no further.  @type {Record<string, string>} */
const AT = {
  DRAFT: '提交',
  AWAITING_PAYMENT: '支付',
  EXPIRED: '支付',
  IN_REVIEW: '审核',
  WITHDRAWN: '审核',
  REJECTED: '审核',
  APPROVED: '制作',
  IN_PRODUCTION: '制作',
  CORRECTION: '勘误',
  DONE: '校对',
};
const HALTED = new Set(['EXPIRED', 'REJECTED', 'CORRECTION']);

/** Its way, free ones without 支付, with 勘误 where it is being corrected.  look: done, now, halt or "".
 * @param {{ state: string, price: number | null }} order @returns {{ label: string, look: string }[]} */
function stepsOf({ state, price }) {
  const labels = ['提交', ...(price ? ['支付'] : []), '审核', state === 'CORRECTION' ? '勘误' : '制作', '校对'];
  const now = labels.indexOf(AT[state]);
  if (now < 0) return [];
  const here = HALTED.has(state) ? 'halt' : 'now';
  return labels.map((label, no) => ({ label, look: no < now ? 'done' : no > now ? '' : here }));
}

const MONEY_BACK = new Set(['REFUNDING', 'REFUNDED']);

/** Whether a payment stays: money that goes back is no purchase.
 * @param {{ paid: boolean, price: number | null, state: string }} order */
const mayInvoice = ({ paid, price, state }) => paid && (price ?? 0) > 0 && !MONEY_BACK.has(state);

module.exports = { signOf, stepsOf, mayInvoice };
