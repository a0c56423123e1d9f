/** One photo of an order, shown when somebody asks for it, since every look is recorded. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useWork } from '../../shared/hooks.js';
import { ErrorBox } from '../../shared/ui.js';
import { Findings, Framed } from '../../shared/verdict.js';
import { lookAtPhoto } from '../generated/client.js';
import { KINDS, onPortrait, PHOTO_STATES } from '../photo_words.js';
import { useMay } from '../session.js';
import { Appeal } from './appeal.js';

/** @import { Picture } from '../../shared/generated/types' */

/** Its link lives for two minutes: a picture that comes too late is asked for anew.
 * @param {{ picture: Picture, onAgain: () => unknown }} props */
function Seen({ picture, onAgain }) {
  const { photo, report, url, appeal } = picture;
  const [lost, setLost] = useState(/** @type {Picture | null} */ (null)); // the picture whose link failed
  const findings = onPortrait(report);
  return html`
    <${Appeal} appeal=${appeal} />
    ${
      !url &&
      html`<p class="notice notice-warn">
        这张照片没有标准照可看：${PHOTO_STATES[photo.state] ?? photo.state}。
      </p>`
    }
    ${
      url &&
      lost === picture &&
      html`<div class="notice notice-warn" role="alert">
        <p>照片没有载入，链接可能已失效。</p>
        <p><button type="button" class="text-btn" onClick=${onAgain}>重新载入</button></p>
      </div>`
    }
    ${
      url &&
      lost !== picture &&
      html`
        <${Framed} src=${url} alt=${`第 ${photo.photo_no} 张照片的标准照`} findings=${findings}
            onError=${() => setLost(picture)} />
      `
    }
    ${
      findings.length > 0
        ? html`
          <${Findings} findings=${findings} kinds=${KINDS} />
        `
        : report && html`<p class="small">机检没有发现问题。</p>`
    }
  `;
}

/** @param {{ orderId: string, photoNo: number }} props */
function View({ orderId, photoNo }) {
  const [run, busy, error] = useWork();
  const [picture, setPicture] = useState(/** @type {Picture | null} */ (null));
  const look = () => run(async () => setPicture(await lookAtPhoto(orderId, photoNo)));
  const close = () => setPicture(null);
  return html`<div class="photo-view">
    <p class="photo-view-acts">
      <button type="button" class="weui-btn weui-btn_default weui-btn_mini" aria-expanded=${Boolean(picture)}
          aria-busy=${busy || null} onClick=${picture ? close : look}>
        ${picture ? '收起' : '查看'}第 ${photoNo} 张照片
      </button>
      ${!picture && html`<span class="small">查看会记入审计记录</span>`}
    </p>
    <${ErrorBox} error=${error} retry=${look} />
    ${picture && html`<${Seen} picture=${picture} onAgain=${look} />`}
  </div>`;
}

/** orderId, photoNo: which; nothing for whoever may not look at photos.
 * @param {{ orderId: string, photoNo: number }} props */
export function PhotoView({ orderId, photoNo }) {
  const may = useMay();
  return (
    may('REVIEWER', 'MANAGER', 'ADMIN') &&
    html`
      <${View} key=${`${orderId} ${photoNo}`} orderId=${orderId} photoNo=${photoNo} />
    `
  );
}
