/** Nothing is there: what, and when something will be or what to do about it; for the `empty` of a `Table`. */
import { html } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** sign: of what would be there.
 * @param {{ sign: string, title: Children, children?: Children }} props */
export const Empty = ({ sign, title, children }) => html`<span class="empty">
  <${Icon} name=${sign} /><b>${title}</b>${children && html`<span>${children}</span>`}
</span>`;
