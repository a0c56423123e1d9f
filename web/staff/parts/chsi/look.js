/** A refused photo as we judged it then: asked for by hand, since every look is recorded. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useWork } from '../../../shared/hooks.js';
import { ErrorBox } from '../../../shared/ui.js';
import { Findings, Framed } from '../../../shared/verdict.js';
import { lookAtPhoto } from '../../generated/client.js';
import { KINDS, onPortrait } from '../../photo_words.js';
import { measuresOf } from '../../review/framing.js';

/** @import { Picture } from '../../../shared/generated/types' */

/** What the machine said of it, and how the head lies beside what is allowed.
 * @param {{ of: Picture }} props */
function Judged({ of: { report } }) {
  const findings = onPortrait(report);
  const rows = measuresOf(report);
  return html`
    ${
      findings.length > 0
        ? html`<${Findings} findings=${findings} kinds=${KINDS} />`
        : html`<p class="small">${report ? '当时机检没有发现问题。' : '当时的检测记录已经删除。'}</p>`
    }
    ${
      rows.length > 0 &&
      html`<dl class="measured">${rows.map(
        ([name, value, allowed]) => html`<div key=${name}>
          <dt>${name}</dt><dd>${value} <small class="soft">${allowed}</small></dd>
        </div>`,
      )}</dl>`
    }
    ${report?.limits && html`<p class="small">阈值版本 <span class="mono">${report.limits}</span></p>`}
  `;
}

/** @param {{ orderId: string, photoNo: number, number: string }} props */
export function Look({ orderId, photoNo, number }) {
  const [run, busy, error] = useWork();
  const [picture, setPicture] = useState(/** @type {Picture | null} */ (null));
  const look = () => run(async () => setPicture(await lookAtPhoto(orderId, photoNo)));
  return html`<div class="photo-view">
    <p class="photo-view-acts">
      <button type="button" class="weui-btn weui-btn_default weui-btn_mini" aria-expanded=${Boolean(picture)}
          aria-label=${`${picture ? '收起' : '查看'}订单 ${number} 的照片`} aria-busy=${busy || null}
          onClick=${picture ? () => setPicture(null) : look}>${picture ? '收起' : '看照片和检测'}</button>
      ${!picture && html`<span class="small">记入审计</span>`}
    </p>
    <${ErrorBox} error=${error} retry=${look} />
    ${
      picture &&
      html`
        ${
          picture.url
            ? html`<${Framed} src=${picture.url} alt=${`第 ${photoNo} 张照片的标准照`}
                findings=${onPortrait(picture.report)} />`
            : html`<p class="notice notice-warn">照片已经删除。</p>`
        }
        <${Judged} of=${picture} />
      `
    }
  </div>`;
}
