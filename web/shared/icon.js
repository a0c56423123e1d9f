/** Signs beside words: our own, each a symbol in a file of its site. */
import { html } from './vendor/preact.js';

/** signs: the address of the file.  The component's name: of a symbol in it.
 * @param {string} signs */
export const iconsOf =
  (signs) =>
  (/** @type {{ name: string, small?: boolean }} */ { name, small = false }) =>
    html`<svg
      class=${small ? 'i i-s' : 'i'} aria-hidden="true">
    <use href=${`${signs}#${name}`} />
  </svg>`;
