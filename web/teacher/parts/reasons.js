/** Why photos of this task are refused most, and what to do about it. */
import { html } from '../../shared/vendor/preact.js';
import { counted } from '../figures.js';

/** @import { CommonReason } from '../../shared/generated/types' */

/** @param {{ reasons: CommonReason[] }} props */
export const Reasons = ({ reasons }) => html`<section class="card" aria-labelledby="reasons">
  <h2 id="reasons">照片常见问题</h2>
  <ol class="reasons">${reasons.map(
    ({ message, cure, times }) => html`
      <li>
        <span><b>${message}</b> <span class="tiny">${cure}</span></span>
        <span class="gap">${counted(times)} 次</span>
      </li>
    `,
  )}</ol>
</section>`;
