/** A takeover stays offered for as long as trying again may help. */

/** @typedef {import('./shown').Shown} Shown */

/** Which offer stands after a refusal: wrong digits and lost lines leave it as it is.
 * @param {Shown | null} offer @param {Shown | null} error
 */
function offerAfter(offer, error) {
  if (!error || error.code === 'wrong_id_tail' || error.lost) return offer;
  return error.data?.takeover ? error : null;
}

module.exports = { offerAfter };
