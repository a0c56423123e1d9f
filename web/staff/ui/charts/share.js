/** A bar that is divided: how much of the whole each part is. */
import { html } from '../../../shared/vendor/preact.js';
import { grouped } from './scale.js';

/** @typedef {'done' | 'made' | 'passed' | 'review' | 'reject' | 'unpaid' | 'rest'} Tone a colour of the charts: what
 * is through, in three greens; then review (the branch's turn), reject, unpaid (the student's), and grey */
/** @typedef {{ tone: Tone, label: string, value: number }} Part */

/** label: what is divided; total: what the whole bar is, the sum of the parts where it is left out; tall: for a row of
 * a table.  The figures are read to whoever cannot see it.
 * @param {{ label: string, parts: Part[], total?: number, tall?: boolean }} props */
export function Share({ label, parts, total, tall = false }) {
  const whole = Math.max(
    1,
    total ?? 0,
    parts.reduce((sum, { value }) => sum + value, 0),
  );
  const words = parts.map(({ label: name, value }) => `${name} ${grouped(value)}`).join('，');
  let before = 0;
  return html`<svg class=${tall ? 'share share-tall' : 'share'} role="img"
      aria-label=${`${label}：${words}，共 ${grouped(whole)}`}>
    ${parts.map(({ tone, value }) => {
      const x = before;
      before += value;
      const at = (/** @type {number} */ some) => `${((100 * some) / whole).toFixed(2)}%`;
      return value > 0 && html`<rect class=${`f-${tone}`} x=${at(x)} width=${at(value)} height="100%" />`;
    })}
  </svg>`;
}

/** What the colours of several bars mean.  @param {{ parts: Pick<Part, 'tone' | 'label'>[] }} props */
export const Legend = ({ parts }) =>
  html`<ul class="legend">${parts.map(
    ({ tone, label }) => html`<li key=${label}>
    <svg aria-hidden="true"><rect class=${`f-${tone}`} width="100%" height="100%" /></svg>${label}
  </li>`,
  )}</ul>`;
