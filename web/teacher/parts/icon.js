/** The few signs of this page. */
import { html } from '../../shared/vendor/preact.js';

/** @type {Record<string, string>} */
const PATHS = {
  copy: 'M7.5 7.5h8v9h-8zM12.5 7.5v-4h-8v9h3',
  print: 'M6 7V3.5h8V7M6 14H3.5V7.5h13V14H14M6 11.5h8v5H6z',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.5-2.5a3 3 0 0 0-4.3-4.3l-1 1m.5 2.8a3 3 0 0 0-4.3 0L4.7 11a3 3 0 0 0 4.3 4.3l1-1',
};

/** @param {{ name: 'copy' | 'print' | 'link' }} props */
export const Icon = ({ name }) => html`<svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
  <path d=${PATHS[name]} />
</svg>`;

export const Mark = () => html`<img class="mark" alt="" width="32" height="32"
  src=${new URL('../../shared/art/icon.svg', import.meta.url).href} />`;
