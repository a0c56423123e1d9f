/** Filters that are addresses, so that what is shown can be handed on; 0 clears. */
import { html } from '../../shared/vendor/preact.js';
import { useKeys } from '../keys.js';
import { Key } from './key.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {[name: string, words: Children, address: string]} Chip */

/** now: the name of the chosen one; clear: the address without any, where something is chosen.
 * @param {{ label: string, chips: Chip[], now: string, clear?: string | null }} props */
export function Chips({ label, chips, now, clear = null }) {
  const forget = () => {
    location.hash = clear ?? '';
  };
  useKeys(clear ? { 0: forget } : {});
  return html`<nav class="chips" aria-label=${label}>
    ${chips.map(
      ([name, words, address]) => html`
        <a key=${name} class="chip" href=${address} aria-current=${name === now ? 'page' : null}>${words}</a>
      `,
    )}
    ${clear && html`<a href=${clear}>清除 <${Key} of="0" /></a>`}
  </nav>`;
}
