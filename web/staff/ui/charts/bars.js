/** Horizontal bars: what there is most of, one a line, each with its figure. */
import { html } from '../../../shared/vendor/preact.js';
import { grouped } from './scale.js';

/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @import { Tone } from './share.js' */
/** @typedef {{ key: string, label: Children, value: number, figure?: string, href?: string | null }} BarRow
 * figure: as it is said, the grouped value where it is left out; href: where its own list is */

/** title: read to whoever cannot see it.  Each bar is a share of the longest, or of `most`.
 * @param {{ title: string, rows: BarRow[], tone?: Tone, most?: number | null }} props */
export function Bars({ title, rows, tone = 'review', most = null }) {
  const longest = Math.max(1, most ?? 0, ...rows.map(({ value }) => value));
  return html`<ul class="bars" aria-label=${title}>${rows.map(
    ({ key, label, value, figure = grouped(value), href = null }) => html`<li key=${key}>
      <span class="bars-row">
        ${href ? html`<a href=${href}>${label}</a>` : html`<span>${label}</span>`}<strong>${figure}</strong>
      </span>
      <svg aria-hidden="true"><rect class=${`f-${tone}`} width=${`${(100 * value) / longest}%`} height="100%" /></svg>
    </li>`,
  )}</ul>`;
}
