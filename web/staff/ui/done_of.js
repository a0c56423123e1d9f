/** How far something is: in words, and as a bar. */
import { html } from '../../shared/vendor/preact.js';
import { grouped } from './charts/scale.js';
import { Share } from './charts/share.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** left: what else is known of it, such as the time that is left.
 * @param {{ label: string, done: number, total: number, left?: Children }} props */
export const DoneOf = ({ label, done, total, left }) => html`<div class="done-of">
  <p><span>${label}</span><span><b>${grouped(done)}</b> / ${grouped(total)}${left && html`，${left}`}</span></p>
  <${Share} label=${label} parts=${[{ tone: 'done', label: '完成', value: done }]} total=${total} />
</div>`;
