/** Figures that stand alone: a label, the figure, one line of what it means; at most five of them. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** unit: small, after the figure; line: a comparison or what follows; spark: a `Spark`, where the trend decides.
 * @param {{ label: string, figure: Children, unit?: Children, line?: Children, spark?: Children }} props */
export const Stat = ({ label, figure, unit, line, spark }) => html`<div class="stat">
  <dt>${label}</dt>
  <dd>${figure}${unit && html` <small>${unit}</small>`}</dd>
  ${line && html`<dd class="stat-line">${line}</dd>`}
  ${spark && html`<dd>${spark}</dd>`}
</div>`;

/** @param {{ children?: Children }} props */
export const Stats = ({ children }) => html`<dl class="stats">${children}</dl>`;
