/** A list that comes in pages, each found by the cursor of the one before. */
import { html, useState } from './vendor/preact.js';
import { useLoaded, useWork } from './hooks.js';
import { Button, ErrorBox } from './ui.js';

/** @import { Loaded } from './hooks.js' */
/** @import { Refusal } from './http.js' */
/**
 * @template Page, Row
 * @typedef {object} Paged
 * @property {Loaded<Page>} first the first page
 * @property {Row[]} rows of all pages that are there
 * @property {string | null} cursor
 * @property {() => Promise<Row[] | undefined>} more adds the next page
 * @property {() => Promise<Row[] | undefined>} rest adds all that are left
 * @property {boolean} busy
 * @property {Refusal | null} error
 */

/** ask(cursor): a page with its `cursor`, null at the end; rowsOf(page).
 * @template {{ cursor: string | null }} Page
 * @template Row
 * @param {(cursor: string | null) => Promise<Page>} ask @param {(page: Page) => Row[]} rowsOf @param {unknown[]} keys
 * @returns {Paged<Page, Row>} */
export function usePaged(ask, rowsOf, keys = []) {
  const first = useLoaded(() => ask(null), keys);
  const [later, setLater] = useState({
    of: /** @type {Page | null} */ (null),
    rows: /** @type {Row[]} */ ([]),
    cursor: /** @type {string | null} */ (null),
  });
  const [run, busy, error] = useWork();
  const { rows, cursor } =
    later.of === first.value ? later : { rows: /** @type {Row[]} */ ([]), cursor: first.value?.cursor ?? null };
  const before = first.value ? rowsOf(first.value) : [];
  const add = (/** @type {number} */ most) =>
    run(async () => {
      let [found, next] = [rows, cursor];
      for (let pages = 0; next && pages < most; pages += 1) {
        const page = await ask(next);
        [found, next] = [[...found, ...rowsOf(page)], page.cursor];
        setLater({ of: first.value, rows: found, cursor: next });
      }
      return [...before, ...found];
    });
  return { first, rows: [...before, ...rows], cursor, more: () => add(1), rest: () => add(Infinity), busy, error };
}

/** The way to the next page.
 * @param {{ of: Pick<Paged<unknown, unknown>, 'cursor' | 'more' | 'busy' | 'error'> }} props */
export const More = ({ of: { cursor, more, busy, error } }) => html`
  <${ErrorBox} error=${error} retry=${more} />
  ${cursor && html`<div class="bar"><${Button} kind="default" busy=${busy} onClick=${more}>载入更多<//></div>`}
`;
