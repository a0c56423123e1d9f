/** The photo: consent first, then the picture, its verdict, and on to the confirmation. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { account } from '../account.js';
import { showOrder } from '../generated/client.js';
import { bring } from '../../shared/bring.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Button, Card, Doing, ErrorBox, isWorthRetrying, Link, Page } from '../../shared/ui.js';
import { AppealWay } from '../parts/appeal.js';
import { Steps } from '../../shared/student/steps.js';
import { FaceConsent } from '../parts/face_consent.js';
import { Compare } from '../parts/compare.js';
import { Outline } from '../parts/outline.js';
import { Foot } from '../parts/foot.js';
import { Disc, Icon } from '../parts/icon.js';
import { PhotoPicker } from '../parts/photo_picker.js';
import { Said } from '../../shared/student/said.js';
import { Progress } from '../parts/drop_zone.js';
import { Findings, Framed } from '../../shared/verdict.js';
import { Reasons } from '../../shared/reasons.js';
import { Elsewhere } from '../parts/way_out.js';
import { isSpent, usePhotoWork } from '../photo_work.js';

/** @import { AccountView, OrderView, PhotoView } from '../../shared/generated/types' */
/** @import { PhotoWork } from '../photo_work.js' */

/** [what, how] of a photo that may not be handed in.
 * @param {OrderView} order */
const spentAs = (order) => {
  if (order.state === 'CORRECTION') return ['这张照片需要更换', '请按需要更正的原因重新拍摄，换一张照片。'];
  return order.rejection
    ? ['这张照片已被驳回', '请按驳回原因重新拍摄，换一张照片。']
    : ['这张照片不能再提交', order.way_out.sentence];
};

/** @param {{ order: OrderView, photo: PhotoView, spent: boolean }} props */
function Verdict({ order, photo, spent }) {
  if (spent) {
    const [what, how] = spentAs(order);
    return html`<div class="verdict" role="status">
      <${Disc} name="bang" tone="bad" />
      <div class="grow"><p class="verdict-word">${what}</p><p class="small"><${Said} text=${how} /></p></div>
    </div>`;
  }
  const faults = (photo.report?.findings ?? []).filter(({ severity }) => severity === 'fail').length;
  const passed = photo.state === 'PASSED';
  return html`<div class="verdict" role="status">
    <${Disc} name=${passed ? 'check' : 'bang'} tone=${passed ? '' : 'bad'} />
    <div class="grow">
      <p class="verdict-word">${passed || !faults ? photo.says : `发现 ${faults} 处问题，请改正后重拍`}</p>
      ${!passed && faults > 0 && html`<p class="small">${photo.says}。照片还没有提交，可以放心重拍。</p>`}
    </div>
  </div>`;
}

/** @type {Record<string, string[]>} */
const LEFT = { sending: ['这张照片还没有上传', '上传'], judging: ['这张照片还没有检测结果', '继续'] };

/** What the picture waits for, and the way back to the photo that has passed.
 * @param {{ work: PhotoWork }} props */
function Left({ work }) {
  const doubtful = work.left === 'sending' && work.doubts.length > 0;
  const [title, word] = doubtful ? ['上传前请看一下', '仍然上传'] : LEFT[work.left];
  return html`<div class="notice notice-warn" role="alert">
    <p class="error-what">${title}</p>
    ${doubtful && html`<ul class="dots">${work.doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul>`}
    <${Button} kind="default" busy=${work.busy} onClick=${work.retry}>${isWorthRetrying(work.error) ? '重试' : word}<//>
    ${
      work.good &&
      work.left === 'sending' &&
      html`<${Button} kind="default" onClick=${work.giveUp}>
        不换了，用原来合格的照片
      <//>`
    }
  </div>`;
}

/** @param {{ src: string }} props */
const Standard = ({ src }) => html`<figure class="pair-one">
  <img src=${src} alt="裁剪后的标准照" /><figcaption class="small">标准照 480×640</figcaption>
</figure>`;

/** The picture on this device, the finished one, or both.
 * @param {{ work: PhotoWork, photo: PhotoView | null, spent: boolean }} props */
function Pictures({ work, photo, spent }) {
  const standard = photo?.state === 'PASSED' && !spent && photo.preview_url;
  if (standard && photo.before)
    return html`
      <${Compare} before=${photo.before} after=${standard} head=${photo.head} replaced=${photo.background_replaced} />
    `;
  if (standard && work.url) {
    return html`<div class="pair">
      <figure class="pair-one">
        <${Framed} src=${work.url} alt="您选择的照片" findings=${photo.report?.findings} />
        <figcaption class="small">原图</figcaption>
      </figure>
      <${Standard} src=${standard} />
    </div>`;
  }
  if (work.url) return html`<${Framed} src=${work.url} alt="您选择的照片" findings=${photo?.report?.findings} />`;
  if (photo?.preview_url) return html`<div class="framed"><img src=${photo.preview_url} alt="裁剪后的标准照" /></div>`;
  return html`<div class="photo-empty" aria-hidden="true"><${Outline} /></div>`;
}

/** @type {Record<string, string>} */
const STAGES = { looking: '正在准备照片……', judging: '正在检测，一般几秒钟……' };

/** Whether the order was read with this verdict.  @param {OrderView} order @param {PhotoView} photo */
const knows = ({ photo: known }, { photo_no: number, state }) => known?.photo_no === number && known.state === state;

/** onFailed: reads the order anew, which says whether a person may be asked.
 * @param {{ order: OrderView, onFailed: () => unknown }} props */
function Work({ order, onFailed }) {
  const work = usePhotoWork(order);
  const photo = work.judged;
  const failed = photo?.state === 'FAILED';
  const spent = photo !== null && isSpent(order, photo);
  const passed = photo?.state === 'PASSED' && !spent;
  const findings = photo?.report?.findings ?? [];
  const top = useRef(/** @type {HTMLElement | null} */ (null));
  const picker = useRef(/** @type {HTMLElement | null} */ (null));
  const begun = useRef(false);
  useEffect(() => {
    begun.current ||= Boolean(work.stage);
    const isNew = begun.current && !work.stage && work.judged; // and not only read again with the page
    if (work.stage || work.left || isNew) bring(top.current, 'nearest');
  }, [work.stage]);
  useEffect(() => {
    if (failed && !knows(order, photo)) onFailed();
  }, [photo]);
  const again = () => bring(picker.current, 'center');
  return html`
    ${order.rejection && html`<${Reasons} rejection=${order.rejection} correcting=${order.state === 'CORRECTION'} />`}
    <div class="two photo">
      <div class="beside photo-says" ref=${top}>
        ${work.stage === 'sending' && html`<${Progress} ...${work.progress} />`}
        ${STAGES[work.stage] && html`<${Doing}>${work.waiting ? '网络中断，连上后自动继续。' : STAGES[work.stage]}<//>`}
        <${ErrorBox} error=${work.error} retry=${work.left ? null : work.retry} params=${{ orderId: order.order_id }} />
        ${work.left && html`<${Left} work=${work} />`}
        ${photo && !work.stage && html`<${Verdict} order=${order} photo=${photo} spent=${spent} />`}
      </div>
      <${Card}><${Pictures} work=${work} photo=${photo} spent=${spent} /><//>
      <div class="beside">
        ${findings.length > 0 && !spent && !work.stage && html`<${Card}><${Findings} findings=${findings} /><//>`}
        ${
          passed &&
          !work.stage &&
          html`<${Foot}>
            <${Button} kind="default" onClick=${again}>换一张<//>
            <${Link} href=${`#/orders/${order.order_id}/confirm`}>下一步：核对信息<//>
          <//>`
        }
        ${
          !work.stage &&
          html`<div class=${passed ? 'card' : 'card card-wide'} ref=${picker}>
            ${passed && html`<h2>换一张照片</h2>`}
            <${PhotoPicker} allowAlbum=${order.task.allow_album} code=${order.task.code} until=${order.until}
                hold=${order.deadlines.hold} onFile=${work.take} again=${Boolean(work.url || photo?.preview_url)}
                main=${!passed} />
          </div>`
        }
        ${failed && !work.stage && knows(order, photo) && html`<${AppealWay} order=${order} />`}
        <a class="tap" href=${`#/orders/${order.order_id}/requirements`}><${Icon} name="look" small />查看照片要求</a>
      </div>
    </div>
  `;
}

/** @param {{ order: OrderView }} props */
const NoPhotoWanted = ({ order }) => html`
  ${order.actions.includes('withdraw') && html`<p class="notice">要更换照片，请先在订单详情中“撤回审核”。</p>`}
  <${Elsewhere} order=${order} />
`;

/** @param {AccountView} me */
const faceIn = (me) => me.consents.find(({ kind }) => kind === 'FACE');

/** @param {string} orderId */
async function loadAll(orderId) {
  const [order, me] = await Promise.all([showOrder(orderId), account()]);
  return { order, consent: faceIn(me) };
}

/** @typedef {Awaited<ReturnType<typeof loadAll>>} Ready */

/** @param {{ orderId: string }} props */
export default function Photo({ orderId }) {
  const loaded = useLoaded(() => loadAll(orderId), [orderId]);
  return html`<${Page} title="拍摄照片" back=${`#/orders/${orderId}/requirements`} wide>
    <${Steps} at=${2} />
    <${Await} of=${loaded}>${(/** @type {Ready} */ { order, consent }) => {
      if (!order.actions.includes('upload')) return html`<${NoPhotoWanted} order=${order} />`;
      return consent?.given_at
        ? html`
          <${Work} key=${order.order_id} order=${order} onFailed=${loaded.reload} />
        `
        : html`<${FaceConsent} consent=${consent} onAgreed=${(/** @type {AccountView} */ me) =>
            loaded.set({ order, consent: faceIn(me) })} />`;
    }}<//>
  <//>`;
}
