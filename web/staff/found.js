/** What was looked for last in this tab, and which orders it found: whoever comes back from one of them sees it again,
 * as it is by then. */
import { keep, kept } from '../shared/kept.js';
import { amend, here, link } from '../shared/router.js';

/** @import { Way } from './find_words.js' */
/** way: chosen, or '' where the text's shape tells it.
 * @typedef {{ text: string, way: Way | '', task_id: string }} Form */
/** @typedef {{ form: Form, ids: string[] }} Looked ids: of the orders that were shown */

const NAME = 'found';

/** @returns {Looked | null} */
export const lastLooked = () => kept(NAME, null);

/** The address says that something was found: without that, whoever comes begins anew.  @param {Looked} looked */
export function remember(looked) {
  keep(NAME, looked);
  const said = { find: null, found: '1' };
  if (location.hash !== link(here(), said)) amend('/orders', said);
}

/** Where one goes back to from an order.  @param {string} orderId */
export const backFrom = (orderId) => link('/orders', lastLooked()?.ids.includes(orderId) ? { found: '1' } : {});
