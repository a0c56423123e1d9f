/** Who is on a picture, what its task asks for, and its earlier photos: shown when somebody asks. */
import { html } from '../../shared/vendor/preact.js';
import { wallColour } from '../../shared/both/photo_rules.js';
import { Button, Dialog, Facts } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { LEVELS } from '../generated/labels.js';
import { PhotoView } from '../parts/photo_view.js';
import { PHOTO_STATES } from '../photo_words.js';
import { COVERS, GLASSES } from '../task_words.js';
import { CalledBack } from './called_back.js';
import { toCorrect } from './strip.js';

/** @import { TaskSettings } from '../../shared/generated/types' */
/** @import { Held } from './round/hands.js' */

/** @param {{ held: Held }} props */
function Before({ held: { order, photo, earlier, recalled } }) {
  const others = order.photos.filter(({ photo_no: no }) => no !== photo.photo_no);
  return html`
    ${recalled && html`<p class="notice notice-warn"><${CalledBack} of=${recalled} /></p>`}
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
  `;
}

/** settings: of the task, when they are known.
 * @param {{ held: Held, settings: TaskSettings | null, onClose: () => unknown }} props */
export function About({ held, settings, onClose }) {
  const { order } = held;
  const { student } = order;
  const ground = settings?.background.rgb;
  return html`<${Dialog} title="照片和学生的资料" onClose=${onClose}
      footer=${html`<${Button} onClick=${onClose}>知道了<//>`}>
    <${Facts} rows=${[
      ['姓名', student.name],
      ['学号', html`<span class="mono">${student.student_no}</span>`],
      ['学校', student.school_name],
      ['层次', LEVELS[student.level] ?? student.level],
      ['院系', [student.college, student.department, student.major, student.class_name].filter(Boolean).join(' · ')],
      ['信息来源', order.identified_by],
      ['任务', order.task_title],
      ['背景', ground && `${wallColour(ground) ?? ''}（${ground.join('，')}）`],
      ['眼镜', settings && GLASSES[settings.glasses]],
      ['头部', settings && COVERS[settings.covers]],
      ['订单', html`<span class="mono">${order.number}</span>`],
    ]} />
    <${Before} held=${held} />
  <//>`;
}
