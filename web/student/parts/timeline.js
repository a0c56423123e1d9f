/** What happened to an order, newest first. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';

/** @import { Moment } from '../../shared/generated/types' */

/** @param {{ moments: Moment[] }} props */
export const Timeline = ({ moments }) => html`<ol class="timeline">
  ${[...moments].reverse().map(
    ({ at, label }, place) => html`<li class=${place ? 'done' : 'now'}>
      <p>${label}</p><time datetime=${at}>${when(at)}</time>
    </li>`,
  )}
</ol>`;
