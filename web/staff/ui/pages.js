/** A list that comes in pages, one shown at a time.  Which one is said in the address, by the cursor that came with the
 * page before: so it can be reloaded, come back to and handed on. */
import { html, useLayoutEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { refusalOf, useLoaded } from '../../shared/hooks.js';
import { amend, go, hasTurned, link, turn } from '../../shared/router.js';
import { Await } from '../../shared/ui.js';
import { Button } from './button.js';

/** @import { Loaded } from '../../shared/hooks.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {string | null} Cursor null of the first page, and after the last one */
/** @typedef {{ cursor?: string, page?: string }} Turned of the address; page: its number, where it is not the first */
/**
 * @template Page
 * @typedef {object} Pages
 * @property {Page | null} value the page that is shown; null before the first is there
 * @property {Loaded<Page>['error']} error
 * @property {() => Promise<void>} reload reads the page that is shown anew
 * @property {number} number of that page, from 1
 * @property {(() => void) | null} back
 * @property {boolean} toFirst that way back leads to the first page: which one came before, nobody knows
 * @property {(() => void) | null} next
 * @property {boolean} busy another page is on its way
 * @property {boolean} lost the page of the address is none of this list's; the first is shown
 * @property {(words: Children) => Children} empty what to say of a page without rows; words: of a list without any
 */

/** Numbers count for people only: the cursor finds the page.  @param {Turned} turned */
export const numberOf = ({ cursor, page = '' }) =>
  cursor ? Math.max(2, /^\d{1,6}$/.test(page) ? Number(page) : 0) : 1;

/** The way back, at most once for each page: the browser takes a moment for it.  @param {Cursor} at */
function useBack(at) {
  const going = useRef(false);
  useLayoutEffect(() => {
    going.current = false;
  }, [at]);
  return () => {
    if (!going.current) history.back();
    going.current = true;
  };
}

/** ask(cursor): a page with the `cursor` of the next, null of the last; of: the list's address with its filters, as of
 * `link`; turned: of the address now.  A cursor that is refused leads to the first page.
 * @template {{ cursor: Cursor }} Page
 * @param {(cursor: Cursor) => Promise<Page>} ask @param {string} of @param {Turned} turned
 * @returns {Pages<Page>} */
export function usePages(ask, of, turned) {
  const address = of.slice(1);
  const at = turned.cursor || null;
  const number = numberOf(turned);
  const loaded = useLoaded(async () => {
    const page = await ask(at).catch((caught) => {
      if (at && refusalOf(caught).status === 422) return null;
      throw caught;
    });
    return { of, at, page };
  }, [of, at]);
  const found = loaded.value?.of === of ? loaded.value : null; // not those of other filters
  const busy = found !== null && found.at !== at;
  const refused = found !== null && !busy && found.page === null;
  const [lostIn, setLostIn] = useState('');
  useLayoutEffect(() => {
    if (!refused) return;
    setLostIn(of);
    amend(address.split('?')[0], { cursor: null, page: null });
  }, [refused]);
  const back = useBack(at);
  const next = !busy && found?.page?.cursor;
  const on = () => {
    setLostIn('');
    turn(link(address, { page: number + 1, cursor: next || null }));
    scrollTo(0, 0);
  };
  return {
    value: found?.page ?? null,
    error: loaded.error,
    reload: loaded.reload,
    number,
    back: at === null ? null : hasTurned() ? back : () => go(address),
    toFirst: at !== null && !hasTurned(),
    next: next ? on : null,
    busy,
    lost: at === null && lostIn === of,
    empty: (words) => (at ? '这一页现在没有内容了' : words),
  };
}

/** The ways between the pages; nothing where there is but one.
 * @param {{ of: Pick<Pages<unknown>, 'number' | 'back' | 'next' | 'busy'> & { toFirst?: boolean } }} props */
export const Pager = ({ of: { number, back, toFirst = false, next, busy } }) =>
  (number > 1 || next) &&
  html`<nav class="pages" aria-label="翻页">
    <${Button} kind="default" cap="[" disabled=${!back} onClick=${back}>${toFirst ? '第一页' : '上一页'}<//>
    <span role="status">第 ${number} 页</span>
    <${Button} kind="default" cap="]" disabled=${!next && !busy} busy=${busy} onClick=${next}>下一页<//>
  </nav>`;

/** The page that is shown, and the ways to the others below it.
 * @template Page
 * @param {{ of: Pages<Page>, children: (page: Page) => Children }} props */
export const InPages = ({ of, children }) => html`
  <div class="said" role="status">
    ${of.lost && html`<p class="note">没有找到地址里的那一页，已回到第一页，请从这里往后翻。</p>`}
  </div>
  <${Await} of=${of}>${(/** @type {Page} */ page) => html`${children(page)}<${Pager} of=${of} />`}<//>
`;
