/** The photo: consent first, then the picture, its verdict, and on to the confirmation. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { showMe, showOrder } from '../../shared/generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Button, Card, ErrorBox, Link, Page, Steps } from '../parts/ui.js';
import { FaceConsent } from '../parts/face_consent.js';
import { Outline } from '../parts/drawings.js';
import { PhotoPicker } from '../parts/photo_picker.js';
import { Progress } from '../parts/drop_zone.js';
import { Findings, Framed } from '../parts/verdict.js';
import { Reasons } from '../parts/reasons.js';
import { usePhotoWork } from '../photo_work.js';
import { codeOf } from '../task.js';

const SENDS = new Set(['submit', 'resubmit']);

/** The rejected photo is the newest until another one comes: it cannot be sent again.  An order that was read before the photo's verdict says nothing of it. */
const isSpent = (order, photo) => order.rejection && order.photo?.state === 'PASSED' && photo.photo_no === order.photo.photo_no && !order.actions.some((action) => SENDS.has(action));

function Verdict({ photo, spent, orderId, standard }) {
  if (spent) return html`<div class="notice notice-bad" role="status"><p class="error-what">这张照片已被驳回</p><p>请按驳回原因重新拍摄，换一张照片。</p></div>`;
  const findings = photo.report?.findings ?? [];
  const passed = photo.state === 'PASSED';
  return html`<div class=${`notice ${passed ? 'notice-good' : 'notice-bad'}`} role="status"><p class="error-what">${photo.says}</p>
      ${!passed && findings.length > 0 && html`<p>共 ${findings.filter(({ severity }) => severity === 'fail').length} 处必须改正，一次列全，改好后再拍。</p>`}</div>
    ${findings.length > 0 && html`<${Findings} findings=${findings} />`}
    ${passed && standard && html`<figure class="standard"><img src=${standard} alt="裁剪后的标准照" /><figcaption>裁剪后的标准照（480×640）</figcaption></figure>`}
    ${passed && html`<${Link} href=${`#/orders/${orderId}/confirm`}>下一步：核对信息<//>`}`;
}

const Doubts = ({ work }) => html`<div class="notice notice-warn" role="alert">
  <p class="error-what">上传前请看一下</p>
  <ul class="dots">${work.doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul>
  <${Button} kind="default" busy=${work.busy} onClick=${work.send}>仍然上传<//>
</div>`;

function picture(work, photo) {
  if (work.local?.url) return html`<${Framed} src=${work.local.url} alt="您选择的照片" findings=${work.judged?.report?.findings} />`;
  return photo?.preview_url ? html`<div class="framed"><img src=${photo.preview_url} alt="裁剪后的标准照" /></div>` : null;
}

const STAGES = { looking: '正在准备照片……', judging: '正在检测，一般几秒钟……' };

function Work({ order }) {
  const work = usePhotoWork(order);
  const photo = work.judged;
  const shown = picture(work, photo);
  const spent = photo && isSpent(order, photo);
  const below = useRef(null);
  useEffect(() => { if (work.stage || work.doubts.length) below.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' }); }, [work.stage]);
  return html`
    ${order.rejection && html`<${Reasons} rejection=${order.rejection} />`}
    <div class="two">
      <${Card}>${shown ?? html`<div class="photo-empty" aria-hidden="true"><${Outline} /></div>`}<//>
      <div class="beside" ref=${below}>
        ${work.stage === 'sending' && html`<${Progress} ...${work.progress} />`}
        ${STAGES[work.stage] && html`<p class="loading" role="status"><span class="spin"></span>${STAGES[work.stage]}</p>`}
        ${work.doubts.length > 0 && html`<${Doubts} work=${work} />`}
        <${ErrorBox} error=${work.error} retry=${work.retry} params=${{ orderId: order.order_id }} />
        ${photo && !work.stage && html`<${Verdict} photo=${photo} spent=${spent} orderId=${order.order_id} standard=${work.local?.url && photo.preview_url} />`}
        ${!work.stage && html`<${Card}><${PhotoPicker} allowAlbum=${order.task.allow_album} code=${codeOf(order.task.task_id)} onFile=${work.take} again=${Boolean(shown)} main=${photo?.state !== 'PASSED' || spent} /><//>`}
        <p class="more"><a href=${`#/orders/${order.order_id}/requirements`}>查看照片要求</a></p>
      </div>
    </div>`;
}

async function loadAll(orderId) {
  const [order, me] = await Promise.all([showOrder(orderId), showMe()]);
  return { order, consent: me.consents.find(({ kind }) => kind === 'FACE') };
}

export default function Photo({ orderId }) {
  const loaded = useLoaded(() => loadAll(orderId), [orderId]);
  return html`<${Page} title="拍摄照片" back=${`#/orders/${orderId}/requirements`} wide>
    <${Steps} at=${2} />
    <${Await} of=${loaded}>${({ order, consent }) => {
    if (!order.actions.includes('upload')) return html`<${Card} title=${`订单当前为“${order.label}”`}><p>这个状态不能更换照片。</p><${Link} href=${`#/orders/${orderId}`}>查看订单<//><//>`;
    return consent.given_at ? html`<${Work} key=${order.order_id} order=${order} />` : html`<${FaceConsent} consent=${consent} onAgreed=${loaded.reload} />`;
  }}<//>
  <//>`;
}
