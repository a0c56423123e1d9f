/** The photo: consent first, then the picture, its verdict, and on to the confirmation. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { showMe, showOrder } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Button, Card, ErrorBox, isWorthRetrying, Link, Page } from '../../shared/ui.js';
import { Steps } from '../parts/steps.js';
import { FaceConsent } from '../parts/face_consent.js';
import { Outline } from '../parts/drawings.js';
import { PhotoPicker } from '../parts/photo_picker.js';
import { Progress } from '../parts/drop_zone.js';
import { Findings, Framed } from '../../shared/verdict.js';
import { Reasons } from '../../shared/reasons.js';
import { endOf } from '../order_words.js';
import { isSpent, usePhotoWork } from '../photo_work.js';

function Verdict({ photo, spent, orderId, standard }) {
  if (spent) return html`<div class="notice notice-bad" role="status"><p class="error-what">这张照片已被驳回</p><p>请按驳回原因重新拍摄，换一张照片。</p></div>`;
  const findings = photo.report?.findings ?? [];
  const passed = photo.state === 'PASSED';
  return html`<div class=${`notice ${passed ? 'notice-good' : 'notice-bad'}`} role="status"><p class="error-what">${photo.says}</p>
      ${!passed && findings.length > 0 && html`<p>共 ${findings.filter(({ severity }) => severity === 'fail').length} 处需要改正，请全部改好后再拍。</p>`}</div>
    ${findings.length > 0 && html`<${Findings} findings=${findings} />`}
    ${passed && standard && html`<figure class="standard"><img src=${standard} alt="裁剪后的标准照" /><figcaption>裁剪后的标准照（480×640）</figcaption></figure>`}
    ${passed && html`<${Link} href=${`#/orders/${orderId}/confirm`}>下一步：核对信息<//>`}`;
}

const LEFT = { sending: ['这张照片还没有上传', '上传'], judging: ['这张照片还没有检测结果', '继续'] };

/** What the picture waits for, and the way back to the photo that has passed. */
function Left({ work }) {
  const doubtful = work.left === 'sending' && work.doubts.length > 0;
  const [title, word] = doubtful ? ['上传前请看一下', '仍然上传'] : LEFT[work.left];
  return html`<div class="notice notice-warn" role="alert">
    <p class="error-what">${title}</p>
    ${doubtful && html`<ul class="dots">${work.doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul>`}
    <${Button} kind="default" busy=${work.busy} onClick=${work.retry}>${isWorthRetrying(work.error) ? '重试' : word}<//>
    ${work.good && work.left === 'sending' && html`<${Button} kind="default" onClick=${work.giveUp}>不换了，用原来合格的照片<//>`}
  </div>`;
}

function picture(work, photo) {
  if (work.url) return html`<${Framed} src=${work.url} alt="您选择的照片" findings=${photo?.report?.findings} />`;
  return photo?.preview_url ? html`<div class="framed"><img src=${photo.preview_url} alt="裁剪后的标准照" /></div>` : null;
}

const STAGES = { looking: '正在准备照片……', judging: '正在检测，一般几秒钟……' };

function Work({ order }) {
  const work = usePhotoWork(order);
  const photo = work.judged;
  const shown = picture(work, photo);
  const spent = photo && isSpent(order, photo);
  const below = useRef(null);
  const begun = useRef(false);
  useEffect(() => {
    begun.current ||= Boolean(work.stage);
    const isNew = begun.current && !work.stage && work.judged; // and not only read again with the page
    if (work.stage || work.left || isNew) below.current.scrollIntoView({ block: isNew ? 'start' : 'nearest', behavior: 'smooth' });
  }, [work.stage]);
  return html`
    ${order.rejection && html`<${Reasons} rejection=${order.rejection} correcting=${order.state === 'CORRECTION'} />`}
    <div class="two">
      <${Card}>${shown ?? html`<div class="photo-empty" aria-hidden="true"><${Outline} /></div>`}<//>
      <div class="beside" ref=${below}>
        ${work.stage === 'sending' && html`<${Progress} ...${work.progress} />`}
        ${STAGES[work.stage] && html`<p class="loading" role="status"><span class="spin"></span>${STAGES[work.stage]}</p>`}
        <${ErrorBox} error=${work.error} retry=${work.left ? null : work.retry} params=${{ orderId: order.order_id }} />
        ${work.left && html`<${Left} work=${work} />`}
        ${photo && !work.stage && html`<${Verdict} photo=${photo} spent=${spent} orderId=${order.order_id} standard=${work.url && photo.preview_url} />`}
        ${!work.stage && html`<${Card}><${PhotoPicker} allowAlbum=${order.task.allow_album} code=${order.task.code} until=${endOf(order)?.at} hold=${order.deadlines.hold} onFile=${work.take} again=${Boolean(shown)} main=${photo?.state !== 'PASSED' || spent} /><//>`}
        <p class="more"><a href=${`#/orders/${order.order_id}/requirements`}>查看照片要求</a></p>
      </div>
    </div>`;
}

const NoPhotoWanted = ({ order }) => html`<${Card} title=${`订单当前为“${order.label}”`}>
  <p>${order.actions.includes('withdraw') ? '要更换照片，请先在订单详情中“撤回审核”。' : '这个状态不能更换照片。'}</p>
  <${Link} href=${`#/orders/${order.order_id}`}>查看订单<//>
<//>`;

async function loadAll(orderId) {
  const [order, me] = await Promise.all([showOrder(orderId), showMe()]);
  return { order, consent: me.consents.find(({ kind }) => kind === 'FACE') };
}

export default function Photo({ orderId }) {
  const loaded = useLoaded(() => loadAll(orderId), [orderId]);
  return html`<${Page} title="拍摄照片" back=${`#/orders/${orderId}/requirements`} wide>
    <${Steps} at=${2} />
    <${Await} of=${loaded}>${({ order, consent }) => {
    if (!order.actions.includes('upload')) return html`<${NoPhotoWanted} order=${order} />`;
    return consent.given_at ? html`<${Work} key=${order.order_id} order=${order} />` : html`<${FaceConsent} consent=${consent} onAgreed=${loaded.reload} />`;
  }}<//>
  <//>`;
}
