/** Who is on a picture, what its task asks for, and what is known of this photo and those before it. */
import { html } from '../../shared/vendor/preact.js';
import { LEVELS } from '../generated/labels.js';
import { Facts } from '../../shared/ui.js';
import { Findings } from '../../shared/verdict.js';
import { wallColour } from '../../shared/both/photo_rules.js';
import { when } from '../../shared/words.js';
import { KINDS, onPortrait, PHOTO_STATES } from '../photo_words.js';
import { COVERS, GLASSES } from '../task_words.js';
import { PhotoView } from './photo_view.js';

/** @import { DeskOrder, Picture, TaskSettings } from '../../shared/generated/types' */

/** @param {{ rgb: number[] }} props */
const Wall = ({ rgb }) => html`
  <span class="swatch" style=${{ background: `rgb(${rgb.join(',')})` }} aria-hidden="true"></span>
  ${' '}${wallColour(rgb) ?? ''}
  （${rgb.join('，')}）
`;

/** settings: of the task, when they are known.
 * @param {{ order: DeskOrder, settings: TaskSettings | null }} props */
const Who = ({ order: { student, task_title: title }, settings }) =>
  html`<${Facts} rows=${[
    ['学校', student.school_name],
    ['层次', LEVELS[student.level] ?? student.level],
    ['院系', [student.college, student.department, student.major, student.class_name].filter(Boolean).join(' · ')],
    ['任务', title],
    ['背景', settings?.background && html`<${Wall} rgb=${settings.background.rgb} />`],
    ['眼镜', settings && GLASSES[settings.glasses]],
    ['头部', settings && COVERS[settings.covers]],
  ]} />`;

/** @param {DeskOrder} props */
function toCorrect({ to_correct: about, rejection }) {
  const { reasons = [], note } = about ?? rejection ?? {};
  return [...reasons.map(({ message }) => message), note].filter(Boolean).join('；') || '上报后需要更正';
}

/** @param {{ picture: Picture }} props */
function Before({ picture: { order, photo, earlier } }) {
  const others = order.photos.filter(({ photo_no: no }) => no !== photo.photo_no);
  if (!order.correcting && earlier.length === 0 && others.length === 0) return null;
  return html`<section class="part">
    <h2>之前的照片</h2>
    ${order.correcting && html`<p class="notice notice-warn">勘误：${toCorrect(order)}</p>`}
    ${earlier.map(
      ({ photo_no: no, at, reasons }) => html`<p key=${at}>
        <strong>第 ${no} 张被驳回</strong>（${when(at)}）：${reasons.join('；')}
      </p>`,
    )}
    ${others.map(({ photo_no: no, state }) =>
      state === 'PASSED' || order.appeals.some((one) => one.photo_no === no)
        ? html`<${PhotoView} key=${no} orderId=${order.order_id} photoNo=${no} />`
        : html`<p key=${no} class="small">第 ${no} 张：${PHOTO_STATES[state]}</p>`,
    )}
  </section>`;
}

/** @param {{ picture: Picture, settings: TaskSettings | null }} props */
export function PictureFacts({ picture, settings }) {
  const findings = onPortrait(picture.report);
  return html`
    <section class="part">
      <h2>机检结果</h2>
      ${
        findings.length > 0
          ? html`
            <${Findings} findings=${findings} kinds=${KINDS} />
          `
          : html`<p class="small">机检没有发现问题；本人、着装、修图等请以人工判断为准。</p>`
      }
    </section>
    <${Before} picture=${picture} />
    <section class="part"><h2>学生信息</h2><${Who} order=${picture.order} settings=${settings} /></section>
  `;
}
