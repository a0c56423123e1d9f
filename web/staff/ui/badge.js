/** A state, as whose turn it is: the colour says it, a mark repeats it. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {'us' | 'them' | 'wrong' | 'well' | 'over'} Turn the branch's; the student's, or whoever was asked;
 * something must be mended; all goes well; it has ended */

/** Whose turn it is with an order of a state.  @type {Record<string, Turn>} */
const ORDERS = {
  IN_REVIEW: 'us',
  APPROVED: 'us',
  REFUNDING: 'us',
  DRAFT: 'them',
  AWAITING_PAYMENT: 'them',
  WITHDRAWN: 'them',
  REJECTED: 'wrong',
  CORRECTION: 'wrong',
  IN_PRODUCTION: 'well',
  DONE: 'well',
  EXPIRED: 'over',
  CANCELLED: 'over',
  CLOSED: 'over',
  REFUNDED: 'over',
};

/** @param {string} state of an order @returns {Turn} */
export const turnOf = (state) => ORDERS[state] ?? 'over';

/** @param {{ turn: Turn, children?: Children }} props */
export const Badge = ({ turn, children }) => html`<span class=${`badge badge-${turn}`}>${children}</span>`;

/** Of an order.  @param {{ of: { state: string, label: string } }} props */
export const State = ({ of: { state, label } }) => html`<${Badge} turn=${turnOf(state)}>${label}<//>`;
