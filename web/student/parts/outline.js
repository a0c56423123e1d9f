/** Drawn over what a camera shows. */
import { html } from '../../shared/vendor/preact.js';

/** The outline to fit the head into, over a camera's picture. */
export const Outline = () => html`<svg class="outline" viewBox="0 0 90 120" aria-hidden="true">
  <path d="M45 18c-15 0-22 12-22 27 0 18 9 33 22 33s22-15 22-33c0-15-7-27-22-27z" />
  <path d="M3 119c2-21 14-31 30-35l12 7 12-7c16 4 28 14 30 35" />
  <path d="M12 44h66" class="outline-eyes" />
</svg>`;
