/** The original and the finished photo under one slider, for a finger, a mouse and the arrow keys alike. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** @param {number} part */
const share = (part) => `${(part * 100).toFixed(2)}%`;
/** @param {{ at: number, word: string }} props */
const Line = ({ at, word }) => html`<span class="cmp-line" style=${{ top: share(at) }}><em>${word}</em></span>`;

/** before, after: links of pictures of the same crop; head: {top, chin}, shares of the height; absent without measures;
 * replaced: whether the wall behind was.
 * @param {{ before: string, after: string, head: { top: number, chin: number } | null,
 *   replaced: boolean | null }} props */
export function Compare({ before, after, head, replaced }) {
  const [at, setAt] = useState(50);
  return html`
    <div class="cmp" style=${{ '--at': `${at}%` }}>
      <img src=${before} alt="原图" /><img class="cmp-after" src=${after} alt="裁剪后的标准照" />
      ${head && html`<${Line} at=${head.top} word="头顶" /><${Line} at=${head.chin} word="下巴" />`}
      <span class="cmp-word cmp-word-before">原图</span><span class="cmp-word cmp-word-after">标准照</span>
      <span class="cmp-grip" aria-hidden="true"><${Icon} name="swap" /></span>
      <input type="range" min="0" max="100" value=${at} aria-label="左右拖动，比较原图和标准照"
          onInput=${({ target }) => setAt(Number(target.value))} />
    </div>
    <p class="more">${replaced && html`<strong class="good-mark">背景已替换</strong>，`}左右拖动，比较原图和标准照</p>
  `;
}
