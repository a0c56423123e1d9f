/** Why a photo was sent back: every coded reason with its cure, and the staff's own words; of a correction either or
 * both. */
import { html } from './vendor/preact.js';

/** @import { Rejection } from './generated/types' */
/** @import { Children } from './vendor/preact.js' */

/** @param {Rejection} props */
const Said = ({ reasons, note }) => html`
  <ul class="findings">${reasons.map(
    ({ message, cure }) => html`<li class="finding finding-fail">
      <div><p class="finding-what">${message}</p><p>${cure}</p></div>
    </li>`,
  )}</ul>
  ${note && html`<p class="note-words"><span>老师留言：</span>${note}</p>`}
`;

/** children: the picture that was sent back.
 * @param {{ rejection: Rejection, correcting?: boolean, children?: Children }} props */
export const Reasons = ({ rejection, correcting = false, children = null }) => html`<section class="card card-bad">
  <h2>${correcting ? '需要更正的原因' : '驳回原因'}</h2>
  ${
    children
      ? html`<div class="judged">
        ${children}<div class="judged-why"><${Said} ...${rejection} /></div>
      </div>`
      : html`<${Said} ...${rejection} />`
  }
</section>`;
