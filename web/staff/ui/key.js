/** The key that does what stands beside it; nothing is printed for whoever switched the keys off. */
import { html } from '../../shared/vendor/preact.js';
import { kept } from '../../shared/kept.js';
import { KEYS_ON } from '../keys.js';

/** @param {{ of: string }} props */
export const Key = ({ of: key }) => kept(KEYS_ON, true) && html`<kbd class="key" aria-hidden="true">${key}</kbd>`;
