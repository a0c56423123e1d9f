/** What waits at the desks, beside their names in the navigation: asked now and then while the page is seen. */
import { html, useEffect, useRef } from '../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated } from '../shared/hooks.js';
import { isFor } from './routes.js';
import { glance } from './session.js';

/** @import { DeskCountsView, StaffView } from '../shared/generated/types' */
/** @typedef {DeskCountsView | null} Counts null: not known */

const PACE = rarer(60_000, 300_000);
const FRESH_MS = 15_000; // for so long the API answers the same

/** Desks with a count: whose it is, its words, and whether somebody is late by nature.
 * @type {Record<string, [name: keyof DeskCountsView, unit: string, urgent: boolean]>} */
const OF = { '/review': ['review', '张待审核', false], '/waiting': ['waiting', '件待处理', true] };

const AGAIN = 'desk-counts-again';

/** What waits for a decision is another number now: the navigation says it at once. */
export const countAgain = () => dispatchEvent(new Event(AGAIN));

/** Asked anew as somebody goes to another page, too: what she did there may have changed it.  Nothing is asked for
 * whoever has no such desk.  @param {string} path @param {StaffView} me @returns {Counts} */
export function useCounts(path, me) {
  const asked = useRef(0);
  const anew = useRef(/** @type {object | null} */ (null)); // a wish, until an answer came to it
  const counts = Object.keys(OF).some((desk) => isFor(me, desk));
  const loaded = useLoaded(async () => {
    asked.current = Date.now();
    if (!counts) return null;
    const wish = anew.current;
    const query = wish ? { anew: true } : {};
    const found = /** @type {Counts} */ (await glance('GET', '/api/staff/counts', { query }).catch(() => null));
    if (found && anew.current === wish) anew.current = null;
    return found;
  }, [counts]);
  useRepeated(loaded.reload, PACE);
  const page = path.split('?')[0];
  useEffect(() => {
    if (Date.now() - asked.current > FRESH_MS) loaded.reload();
  }, [page]);
  useEffect(() => {
    const again = () => {
      anew.current = {};
      loaded.reload();
    };
    addEventListener(AGAIN, again);
    return () => removeEventListener(AGAIN, again);
  }, []);
  return loaded.value;
}

/** @param {{ of: Counts, to: string }} props */
export function Count({ of: counts, to }) {
  const [name, unit, urgent] = OF[to] ?? [];
  const found = counts && name ? counts[name] : null;
  if (!found?.count) return null;
  return html`<b class=${urgent ? 'go-count bad' : 'go-count'}>
    ${found.count.toLocaleString('zh-CN')}${found.more && '+'}<span class="unseen"> ${unit}</span>
  </b>`;
}
