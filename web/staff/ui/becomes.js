/** What becomes of something, before it is done: one row for each that changes, and what does not. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {[what: string, becomes: Children]} Consequence such as ['钱', '30.00 元原路退回微信'] */

/** Rows without words are left out; nothing where none is left.  @param {{ rows: Consequence[] }} props */
export function Becomes({ rows }) {
  const said = rows.filter(([, words]) => words);
  return (
    said.length > 0 &&
    html`<dl class="becomes">
      ${said.map(([what, words]) => html`<div><dt>${what}</dt><dd>${words}</dd></div>`)}
    </dl>`
  );
}

/** @param {{ from: Children, to: Children }} props */
export const Change = ({ from, to }) => html`${from} 变为 <strong>${to}</strong>`;
