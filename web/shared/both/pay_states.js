/** What the state of a payment attempt means to its payer. */

const BACK = new Set(['ORPHAN', 'RETURNED', 'RETURNED_OUTSIDE']);

/** Whether money may still arrive, so that the payer must not pay twice.  @param {string} state of an attempt */
export const isWaiting = (state) => state === 'PENDING' || state === 'ABANDONED';

/** Whether the attempt's money has returned or is returning to the payer.  @param {string} state of an attempt */
export const isReturned = (state) => BACK.has(state);

/** The key of ENDS whose words replace the request to pay by a link; '' if there are none.
 * link: PAYABLE, PAID or OVER; isOver: whether the API refused to show the request, because the link is over
 * @param {{ state: string, link: string }} payment @param {boolean} [isOver]
 * @returns {'' | 'PAID' | 'PENDING' | 'RETURNED' | 'SUSPECT'} */
export function linkEndOf({ state, link }, isOver = false) {
  if (isReturned(state)) return 'RETURNED';
  if (state === 'SUSPECT') return 'SUSPECT';
  if (link === 'PAID') return 'PAID';
  return isOver && isWaiting(state) ? 'PENDING' : '';
}
