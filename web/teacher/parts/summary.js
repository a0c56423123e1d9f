/** The whole task at a glance: how many are collected, who else is where, and how long there is. */
import { html } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { when } from '../../shared/words.js';
import { counted, daysLeft, STAGES } from '../figures.js';
import { isClosed } from '../view.js';
import { Bar } from './bar.js';
import { HeadField } from './heads.js';

/** @import { TeacherView } from '../../shared/generated/types' */
/** @import { Figures } from '../figures.js' */

/** @param {{ view: TeacherView }} props */
const Left = ({ view }) => {
  if (isClosed(view)) return html`<span class="tag">已截止</span>`;
  const days = daysLeft(view.closes_at, now());
  return html`<span class=${days < 30 ? 'tag tag-warn' : 'tag'}>${days ? `剩 ${days} 天` : '不到 1 天'}</span>`;
};

/** @param {TeacherView} view */
const sentBack = ({ rejected, overdue }) => [
  ...(rejected ? [`照片被驳回 ${rejected} 人`] : []),
  ...(overdue ? [`超时未支付 ${overdue} 人`] : []),
];

/** @param {TeacherView} view */
const ended = (view) =>
  isClosed(view) && now() <= new Date(view.closes_at).getTime() ? '已提前结束' : `截止 ${when(view.closes_at)}`;

/** heads: what was typed for the whole task.
 * @param {{ view: TeacherView, of: Figures, heads: number | undefined, onHeads: (heads: number) => unknown }} props */
export const Summary = ({ view, of, heads, onHeads }) => html`
  <section class="card sum" aria-label="办理进度">
    <div class="sum-big">
      <p><strong>${counted(of.by.collected)}</strong> <span class="soft">
        ${of.total === null ? '人已采集' : `/ ${counted(of.total)} 人已采集`}
      </span></p>
      <${Left} view=${view} />
    </div>
    <${Bar} of=${of} name="全部" tall />
    <dl class="stages">${STAGES.map(([stage, label]) => {
      const count = stage === 'idle' ? of.idle : of.by[stage];
      return (
        count !== null &&
        html`<div>
          <dt><i class=${`k k-${stage}`}></i>${label}</dt><dd>${counted(count)}</dd>
        </div>`
      );
    })}</dl>
    <p class="tiny">${[ended(view), ...sentBack(view)].join('，')}</p>
    ${
      !view.listed &&
      html`<${HeadField} name="heads" label="应采集的总人数" value=${heads} onInput=${onHeads}
        hint="本任务没有名单。填写后显示还差多少人；只保存在这台设备上。" />`
    }
  </section>
`;
