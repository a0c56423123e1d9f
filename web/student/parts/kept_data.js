/** What stays when data is deleted, and why. */
import { html } from '../../shared/vendor/preact.js';

/** @param {{ kept: { what: string, why: string }[] }} props */
export const KeptData = ({ kept }) => html`<dl class="facts facts-long">
  ${kept.map(({ what, why }) => html`<div><dt class="num">${what}</dt><dd>${why}</dd></div>`)}
</dl>`;
