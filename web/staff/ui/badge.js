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

/** A try to pay waits for whoever pays.  @type {Record<string, Turn>} */
const ATTEMPTS = {
  PENDING: 'them',
  OK: 'well',
  SUSPECT: 'wrong',
  ORPHAN: 'us',
};
/** @param {string} state of a try to pay @returns {Turn} */
export const turnOfAttempt = (state) => ATTEMPTS[state] ?? 'over';

/** @type {Record<string, Turn>} */
const REFUNDS = {
  REQUESTED: 'us',
  PROCESSING: 'us',
  DONE: 'well',
  BY_HAND: 'well',
  ABNORMAL: 'wrong',
  CLOSED: 'wrong',
};
/** waits: a person must do something.
 * @param {{ state: string, waits: string }} refund @returns {Turn} */
export const turnOfRefund = ({ state, waits }) => (waits ? 'wrong' : REFUNDS[state]);

/** @param {{ turn: Turn, children?: Children }} props */
export const Badge = ({ turn, children }) => html`<span class=${`badge badge-${turn}`}>${children}</span>`;

/** Of an order.  @param {{ of: { state: string, label: string } }} props */
export const State = ({ of: { state, label } }) => html`<${Badge} turn=${turnOf(state)}>${label}<//>`;
