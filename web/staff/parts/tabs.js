/** Tabs that are addresses. */
import { html } from '../../shared/vendor/preact.js';

/** tabs: [name, words, address]
 * @param {{ label: string, tabs: [name: string, words: string, address: string][], now: string }} props */
export const Tabs = ({ label, tabs, now }) => html`<nav class="desk-tabs" aria-label=${label}>
  ${tabs.map(
    ([name, words, address]) => html`<a href=${address} aria-current=${name === now ? 'page' : null}>
      ${words}
    </a>`,
  )}
</nav>`;
