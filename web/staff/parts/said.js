/** What was just done, said once in a line that a screen reader reads. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {{ children?: Children }} props */
export const Said = ({ children }) => html`<div class="said" role="status">
  ${children && html`<p class="notice">${children}</p>`}
</div>`;
