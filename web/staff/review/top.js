/** Above the work: the bands with what waits in them, the task, and how much she did. */
import { html } from '../../shared/vendor/preact.js';
import { link, replace } from '../../shared/router.js';
import { stay } from './tool.js';

/** @import { BandLength, DeskTask, ReviewerQuality } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {{ today: number, hourly: number | null }} Speed */

/** 1000+ where they are too many to count.  @param {BandLength} band */
const many = ({ waiting, more }) => `${waiting}${more ? '+' : ''}`;

/** @param {{ bands: BandLength[], band: string, task: string }} props */
const Bands = ({ bands, band, task }) => html`<nav class="seg" aria-label="队列">
  ${bands.map(
    (one) => html`<a href=${link('/review', { band: one.band, task })} key=${one.band} onMouseDown=${stay}
        aria-current=${one.band === band ? 'page' : null}>${one.label} ${many(one)}</a>`,
  )}
</nav>`;

/** @param {DeskTask} props */
const rank = ({ state }) => (state === 'OPEN' ? 0 : 1);

/** A task that was never open has nothing to review.
 * @param {{ tasks: DeskTask[], task: string, band: string }} props */
const Tasks = ({ tasks, task, band }) => html`
  <select class="input" name="task" aria-label="审核范围" value=${task}
      onInput=${({ target }) => replace('/review', { band, task: target.value })}>
    <option value="" selected=${!task}>本分社全部任务</option>
    ${tasks
      .filter(({ state }) => state !== 'DRAFT')
      .sort((one, other) => rank(one) - rank(other))
      .map(
        ({ task_id: id, settings }) => html`
          <option value=${id} selected=${id === task}>${settings.title}（${settings.code}）</option>
        `,
      )}
  </select>
`;

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : '—');

/** children: the page's heading; own: how well she looks, once that is known.
 * @param {{ bands: BandLength[], band: string, tasks: DeskTask[], task: string, about: Children, speed: Speed,
 *   own: ReviewerQuality | null, children?: Children }} props */
export const Top = ({ bands, band, tasks, task, about, speed: { today, hourly }, own, children }) => html`
  <header class="page-head">
    ${children}
    <${Bands} bands=${bands} band=${band} task=${task} />
    <${Tasks} tasks=${tasks} task=${task} band=${band} />
    <span class="soft small case">${about}</span>
    <dl class="speed push">
      <div><dt>今天</dt><dd>${today} 张</dd></div>
      <div><dt>每小时</dt><dd>${hourly ?? '—'}</dd></div>
      <div><dt>查出率</dt><dd>${share(own?.caught ?? 0, own?.planted ?? 0)}</dd></div>
      <div><dt>复看一致</dt><dd>${share(own?.agreed ?? 0, own?.looked ?? 0)}</dd></div>
    </dl>
    <a class="small" href="#/review/statistics">审核统计</a>
  </header>
`;
