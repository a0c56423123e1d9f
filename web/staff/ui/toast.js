/** What was just done, with the way back where there is one; it stays until the next action. */
import { html } from '../../shared/vendor/preact.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** Said once in a line that a screen reader reads.  undo: takes it back; cap: its key.
 * @param {{ children?: Children, undo?: (() => unknown) | null, cap?: string }} props */
export const Toast = ({ children, undo = null, cap = 'Z' }) => html`<div class="said" role="status">
  ${
    children &&
    html`<p class="toast">
      <${Icon} name="check" /><span>${children}</span>
      ${undo && html`<${Button} kind="plain" cap=${cap} onClick=${undo}>撤销<//>`}
    </p>`
  }
</div>`;
