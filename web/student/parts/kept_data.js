/** What stays when data is deleted, and why. */
import { html } from '../../shared/vendor/preact.js';

const ORDER = /^[0-9A-Za-z]{22}$/;

const What = ({ what }) => (ORDER.test(what) ? html`<a href=${`#/orders/${what}`}>订单 <span class="mono small">…${what.slice(-6)}</span></a>` : what);

export const KeptData = ({ kept }) => html`<dl class="facts facts-long">
  ${kept.map(({ what, why }) => html`<div><dt><${What} what=${what} /></dt><dd>${why}</dd></div>`)}
</dl>`;
