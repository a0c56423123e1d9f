/** A list that comes in pages, each found by the cursor of the one before. */
import { html, useState } from './vendor/preact.js';
import { useLoaded, useWork } from './hooks.js';
import { Button, ErrorBox } from './ui.js';

/** ask(cursor): a page with its `cursor`, null at the end; rowsOf(page).
 *
 * {first, rows, cursor, more, rest, busy, error}: first is the first page, as of `useLoaded`; more() adds the next one,
 * rest() all that are left, and resolves to every row. */
export function usePaged(ask, rowsOf, keys = []) {
  const first = useLoaded(() => ask(null), keys);
  const [later, setLater] = useState({ of: null, rows: [], cursor: null });
  const [run, busy, error] = useWork();
  const { rows, cursor } = later.of === first.value ? later : { rows: [], cursor: first.value?.cursor ?? null };
  const before = first.value ? rowsOf(first.value) : [];
  const add = (most) =>
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

/** The way to the next page; of: what `usePaged` gave. */
export const More = ({ of: { cursor, more, busy, error } }) => html`
  <${ErrorBox} error=${error} retry=${more} />
  ${cursor && html`<div class="bar"><${Button} kind="default" busy=${busy} onClick=${more}>载入更多<//></div>`}
`;
