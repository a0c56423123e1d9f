/** A QR code as an SVG: dark on white in every colour scheme, with the quiet zone scanners need. */
import { html } from './vendor/preact.js';
import { generate } from './vendor/qr.js';

const QUIET = 4; // modules

/** @param {{ text: string, label: string }} props */
export function QrCode({ text, label }) {
  const code = generate(text);
  const size = code.size + 2 * QUIET;
  const rows = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) rows.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
  }
  return html`
    <svg class="qr" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${label} shape-rendering="crispEdges">
      <rect width=${size} height=${size} fill="#fff" /><path d=${rows.join('')} fill="#000" />
    </svg>
  `;
}
