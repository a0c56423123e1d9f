/** Rows and columns; a wide one is scrolled by itself, not with the page. */
import { html, useLayoutEffect, useRef } from './vendor/preact.js';

/** @import { Children } from './vendor/preact.js' */
/**
 * @template Row
 * @typedef {[name: string, say: (row: Row) => Children, kind?: string]} Column kind: class of its cells
 */

const HEADS = new Set(['number', 'act']); // whose heads stand as their cells do

/** Marks a box in which the table fits: only the head of such a one can stay in sight as the page is scrolled.
 * @param {unknown[]} keys */
function useFits(keys) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const there = box.current;
    if (!there) return undefined;
    const look = () =>
      there.classList.toggle(
        'table-fits',
        /** @type {HTMLElement} */ (there.firstChild).offsetWidth <= there.clientWidth,
      );
    const watching = new ResizeObserver(look);
    watching.observe(there);
    look();
    return () => watching.disconnect();
  }, keys);
  return box;
}

/** title: read to whoever cannot see it; keyOf(row): what it is known by; empty: said when there is no row.
 * @template Row
 * @param {{ title: string, columns: Column<Row>[], rows: Row[], keyOf: (row: Row) => string | number,
 *   empty?: Children }} props */
export function Table({ title, columns, rows, keyOf, empty = '没有记录' }) {
  const box = useFits([rows]);
  if (rows.length === 0) return html`<p class="none">${empty}</p>`;
  return html`<div class="table-box" role="region" aria-label=${title} tabindex="0" ref=${box}>
    <table class="table">
      <caption class="unseen">${title}</caption>
      <thead>
        <tr>${columns.map(
          ([name, , kind]) => html`<th scope="col" class=${HEADS.has(kind ?? '') ? kind : null}>
            ${name}
          </th>`,
        )}</tr>
      </thead>
      <tbody>${rows.map(
        (row) =>
          html`<tr key=${keyOf(row)}>${columns.map(
            ([, say, kind = null]) => html`
              <td class=${kind}>${say(row)}</td>
            `,
          )}</tr>`,
      )}</tbody>
    </table>
  </div>`;
}
