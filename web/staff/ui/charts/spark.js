/** A line without scales, for a trend beside its figure. */
import { html } from '../../../shared/vendor/preact.js';
import { lineIn, pathOf } from './scale.js';

const [WIDTH, HEIGHT] = [72, 24];

/** label: what the trend is of; values: oldest first, such as those of seven days; nothing is drawn of fewer than two.
 * @param {{ label: string, values: number[] }} props */
export function Spark({ label, values }) {
  if (values.length < 2) return null;
  const points = lineIn(values, WIDTH - 3, HEIGHT - 4).map(([x, y]) => /** @type {[number, number]} */ ([x, y + 2]));
  const [x, y] = points[points.length - 1];
  return html`<svg class="spark chart" viewBox="0 0 72 28" role="img" aria-label=${`${label}：${values.join('、')}`}>
    <path class="stroke s-done" d=${pathOf(points)} /><circle class="f-done" cx=${x} cy=${y} r="2.5" />
  </svg>`;
}
