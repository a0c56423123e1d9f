/** A list that comes in pages, one shown at a time, each found by the cursor of the one before. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Button } from './button.js';

/** @import { Loaded } from '../../shared/hooks.js' */
/** @typedef {string | null} Cursor null of the first page, and after the last one */
/**
 * @template Page
 * @typedef {object} Pages
 * @property {Page | null} value the page that is shown; null before the first is there
 * @property {Loaded<Page>['error']} error
 * @property {() => Promise<void>} reload reads the page that is shown anew
 * @property {number} number of that page, from 1
 * @property {(() => void) | null} back
 * @property {(() => void) | null} next
 * @property {boolean} busy another page is on its way
 */

/** ask(cursor): a page with the `cursor` of the next; the first page again when a key changes.
 * @template {{ cursor: Cursor }} Page
 * @param {(cursor: Cursor) => Promise<Page>} ask @param {unknown[]} keys
 * @returns {Pages<Page>} */
export function usePages(ask, keys = []) {
  const of = keys.join();
  const [way, setWay] = useState({ of, cursors: /** @type {Cursor[]} */ ([null]) });
  const cursors = way.of === of ? way.cursors : [null];
  const at = cursors[cursors.length - 1];
  const loaded = useLoaded(async () => ({ of, at, page: await ask(at) }), [of, at]);
  const found = loaded.value?.of === of ? loaded.value : null; // not those of other keys
  const busy = found !== null && found.at !== at;
  const to = (/** @type {Cursor[]} */ steps) => () => {
    setWay({ of, cursors: steps });
    scrollTo(0, 0);
  };
  const next = !busy && found?.page.cursor;
  return {
    value: found?.page ?? null,
    error: loaded.error,
    reload: loaded.reload,
    number: cursors.length,
    back: cursors.length > 1 ? to(cursors.slice(0, -1)) : null,
    next: next ? to([...cursors, next]) : null,
    busy,
  };
}

/** The ways between the pages; nothing where there is but one.
 * @param {{ of: Pick<Pages<unknown>, 'number' | 'back' | 'next' | 'busy'>, children?: unknown }} props */
export const Pager = ({ of: { number, back, next, busy } }) =>
  (number > 1 || next) &&
  html`<nav class="pages" aria-label="翻页">
    <${Button} kind="default" cap="[" disabled=${!back} onClick=${back}>上一页<//>
    <span role="status">第 ${number} 页</span>
    <${Button} kind="default" cap="]" disabled=${!next && !busy} busy=${busy} onClick=${next}>下一页<//>
  </nav>`;
