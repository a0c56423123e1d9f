/** How far students are, as a bar: collected, in review, sent back, not paid, and the rest. */
import { html } from '../../shared/vendor/preact.js';
import { STAGES } from '../figures.js';

/** @import { Figures } from '../figures.js' */

/** ['已采集 3', '审核中 2']  @param {Figures} figures */
export const inWords = ({ by, idle }) =>
  STAGES.map(([stage, label]) => [label, stage === 'idle' ? idle : by[stage]])
    .filter(([, count]) => count)
    .map(([label, count]) => `${label} ${count}`);

/** @param {{ of: Figures, name: string, tall?: boolean }} props */
export function Bar({ of, name, tall = false }) {
  let x = 0;
  const parts = STAGES.flatMap(([stage]) => {
    if (stage === 'idle' || !of.shown) return [];
    const part = { stage, x, width: (of.by[stage] * 100) / of.shown };
    x += part.width;
    return [part];
  });
  return html`<svg class=${tall ? 'share share-tall' : 'share'} role="img"
      aria-label=${`${name}：${inWords(of).join('，') || '还没有人办理'}`}>
    ${parts.map(
      ({ stage, x: at, width }) => html`
        <rect class=${`f-${stage}`} x=${`${at}%`} width=${`${width}%`} height="100%" />
      `,
    )}
  </svg>`;
}
