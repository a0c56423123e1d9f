/** The account as this tab last heard of it: what somebody agreed to is not asked for again at every step. */
import { showMe } from './generated/client.js';
import { who } from './session.js';

/** @import { AccountView } from '../shared/generated/types' */

let known = /** @type {AccountView | null} */ (null);

/** What the API answered, to be known from now on.
 * @param {AccountView} account */
export function note(account) {
  known = account;
  return account;
}

/** Of whoever is logged in now; a collection code may have proven it since, so one in doubt is asked for again. */
export async function account() {
  return known?.proven && known.created_at === who() ? known : note(await showMe());
}
