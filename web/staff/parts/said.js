/** What was just done, said once in a line that a screen reader reads; it stays until the next action. */
import { html } from '../../shared/vendor/preact.js';
import { Icon } from '../ui/icon.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {{ children?: Children }} props */
export const Said = ({ children }) => html`<div class="said" role="status">
  ${children && html`<p class="toast"><${Icon} name="check" /><span>${children}</span></p>`}
</div>`;
