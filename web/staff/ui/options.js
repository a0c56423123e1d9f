/** The options of a select, under the headings of their groups. */
import { html } from '../../shared/vendor/preact.js';

/** rows: [value, words, group], without a group before all others; value: the chosen one.
 * @param {{ rows: string[][], value: string }} props */
export function Options({ rows, value }) {
  const groups = new Set(['', ...rows.map(([, , group = '']) => group)]);
  const of = (/** @type {string} */ wanted) =>
    rows
      .filter(([, , group = '']) => group === wanted)
      .map(([one, words]) => html`<option value=${one} selected=${one === value}>${words}</option>`);
  return [...groups].flatMap((group) => (group ? html`<optgroup label=${group}>${of(group)}</optgroup>` : of('')));
}
