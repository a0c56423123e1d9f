/** A sentence in which a date, an hour or a telephone is never parted by the end of a line. */
import { html } from '../vendor/preact.js';
import { phrasesOf } from '../both/sentences.js';

/** @param {{ text: string }} props */
export const Said = ({ text }) =>
  phrasesOf(text).map(({ words, whole }) => (whole ? html`<span class="num">${words}</span>` : words));
