/** The next step of a page: at the foot of a phone's screen whatever the page's length, in its place on a desktop. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {{ children?: Children }} props */
export const Foot = ({ children }) => html`<div class="foot">${children}</div>`;
