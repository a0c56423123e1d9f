/** One of a few, all in sight: what is chosen is shown at once, and nothing is sent. */
import { html } from '../../shared/vendor/preact.js';

/** label: what is chosen.
 * @template T
 * @param {{ label: string, choices: [value: T, words: string][], now: T, onChoose: (value: T) => unknown }} props */
export const Seg = ({ label, choices, now, onChoose }) => html`<span class="seg" role="group" aria-label=${label}>
  ${choices.map(
    ([value, words]) => html`
      <button type="button" key=${words} aria-pressed=${String(now === value)} onClick=${() => onChoose(value)}>
        ${words}
      </button>
    `,
  )}
</span>`;

/** @type {[value: boolean, words: string][]} */
const LOOKS = [
  [false, '图'],
  [true, '表'],
];

/** A chart, or its figures as a table.  @param {{ table: boolean, onChoose: (table: boolean) => unknown }} props */
export const ChartOrTable = ({ table, onChoose }) =>
  html`<${Seg} label="看法" choices=${LOOKS} now=${table} onChoose=${onChoose} />`;
