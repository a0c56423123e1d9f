/** The way to an order from anywhere: a field's look in the bar above, and `/`. */
import { html, useContext } from '../../shared/vendor/preact.js';
import { go } from '../../shared/router.js';
import { useKeys } from '../keys.js';
import { isFor } from '../routes.js';
import { Me } from '../session.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';

/** @import { StaffView } from '../../shared/generated/types' */

const [DESK, KEY] = ['/orders', '/'];
const QUERY = { find: '1' }; // the page puts the cursor into its field

/** on: false where the key has another meaning.
 * @param {StaffView} me @param {boolean} on */
export function useFindKey(me, on) {
  useKeys(on && isFor(me, DESK) ? { [KEY]: () => go(DESK, QUERY) } : {});
}

/** Nothing for whoever may not look for orders, or is not known yet. */
export function FindOrder() {
  const me = useContext(Me);
  if (!me || !isFor(me, DESK)) return null;
  return html`<a class="find-order" href="#/orders?find=1">
    <${Icon} name="find" small /><span>订单号、手机号、姓名、学号</span><${Key} of=${KEY} />
  </a>`;
}
