/** Rows and columns; a wide one is scrolled by itself, not with the page. */
import { html } from './vendor/preact.js';

/** @import { Children } from './vendor/preact.js' */
/**
 * @template Row
 * @typedef {[name: string, say: (row: Row) => Children, kind?: string]} Column kind: class of its cells
 */

/** title: read to whoever cannot see it; keyOf(row): what it is known by; empty: said when there is no row.
 * @template Row
 * @param {{ title: string, columns: Column<Row>[], rows: Row[], keyOf: (row: Row) => string | number, empty?: string }}
 *   props */
export const Table = ({ title, columns, rows, keyOf, empty = '没有记录' }) =>
  rows.length === 0
    ? html`<p class="none">${empty}</p>`
    : html`<div class="table-box" role="region" aria-label=${title} tabindex="0">
      <table class="table">
        <caption class="unseen">${title}</caption>
        <thead>
          <tr>${columns.map(
            ([name, , kind]) => html`<th scope="col" class=${kind === 'number' ? kind : null}>
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
