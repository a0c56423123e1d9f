/** Why a photo was sent back: every coded reason with its cure, and the staff's own words; of a correction either or both. */
import { html } from './vendor/preact.js';

export const Reasons = ({ rejection, correcting = false }) => html`<section class="card card-bad">
  <h2>${correcting ? '需要更正的原因' : '驳回原因'}</h2>
  <ul class="findings">${rejection.reasons.map(({ message, cure }) => html`<li class="finding finding-fail"><div><p class="finding-what">${message}</p><p>${cure}</p></div></li>`)}</ul>
  ${rejection.note && html`<p class="note-words"><span>老师留言：</span>${rejection.note}</p>`}
</section>`;
