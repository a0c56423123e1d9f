/** The standard portrait a reviewer judges, with what can be laid over it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Framed } from '../../shared/verdict.js';
import { onPortrait } from '../photo_words.js';

/** @import { Picture } from '../../shared/generated/types' */

/** The standard's own measures, from the top of 640 px. */
const Guides = () => html`<span class="guides" aria-hidden="true">
  <i class="guide guide-crown"><b>头顶 50–110</b></i>
  <i class="guide guide-eyes"><b>眼睛 200–300</b></i>
  <i class="guide-middle"></i>
</span>`;

/** guides, marks: whether those lines, and the boxes of the findings, are shown; onSeen: it is there to be seen;
 * onAgain: asks for a new link, since the picture's lives for two minutes.
 * @param {{ picture: Picture, guides: boolean, marks: boolean, busy: boolean, onSeen: () => unknown,
 *   onAgain: () => unknown }} props */
export function Portrait({ picture, guides, marks, busy, onSeen, onAgain }) {
  const [lost, setLost] = useState(/** @type {Picture | null} */ (null)); // the picture whose link failed
  const { order, report, url } = picture;
  if (!url) return html`<p class="notice notice-warn">这张照片没有标准照可看，请放回并告知管理员。</p>`;
  if (lost === picture) {
    return html`<div class="notice notice-warn portrait-lost" role="alert">
      <p class="error-what">照片没有载入</p><p>链接已失效，或网络中断。重新载入时审核时间也重新计算。</p>
      <button type="button" class="weui-btn weui-btn_default" aria-busy=${busy || null} onClick=${onAgain}>
        重新载入照片
      </button>
    </div>`;
  }
  return html`
    <${Framed} key=${url} src=${url} alt=${`${order.student.name}的标准照`} findings=${marks ? onPortrait(report) : []}
        onLoad=${onSeen} onError=${() => setLost(picture)}>
      ${guides && html`<${Guides} />`}
    <//>
  `;
}
