/** The tasks that students take part in now, and how far each is. */
import { html } from '../../shared/vendor/preact.js';
import { Table } from '../../shared/table.js';
import { dayOf } from '../../shared/words.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { Legend, Share } from '../ui/charts/share.js';

/** @import { HomeTask, HomeView } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Part, Tone } from '../ui/charts/share.js' */

const DAY = 86_400_000;
const SOON = 10; // days before the end

/** @type {[tone: Tone, label: string, states: (keyof HomeTask['states'])[]][]} */
const PARTS = [
  ['done', '采集完成', ['DONE']],
  ['made', '制作中', ['IN_PRODUCTION']],
  ['passed', '待制作', ['APPROVED']],
  ['review', '待审核', ['IN_REVIEW']],
  ['reject', '要重新提交', ['REJECTED', 'WITHDRAWN', 'CORRECTION']],
  ['unpaid', '待提交、待支付', ['DRAFT', 'AWAITING_PAYMENT']],
];
const PASSED = 3; // of the parts, from the left

/** @param {HomeTask} task @returns {Part[]} */
const partsOf = ({ states }) =>
  PARTS.map(([tone, label, its]) => ({
    tone,
    label,
    value: its.reduce((sum, state) => sum + (states[state] ?? 0), 0),
  }));

/** @param {Part[]} parts */
const sum = (parts) => parts.reduce((total, { value }) => total + value, 0);

/** 86.4 %, or a dash for none.  @param {{ approved: number, rejected: number }} first */
export const passRate = ({ approved, rejected }) =>
  approved + rejected ? `${((100 * approved) / (approved + rejected)).toFixed(1)} %` : '—';

/** @param {HomeTask} task @param {number} now */
function Ends({ closes_at: at }, now) {
  const end = new Date(at).getTime();
  const days = Math.floor((end - now) / DAY);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(end);
  const left = days > 0 ? `剩 ${days} 天` : '不到 1 天';
  return html`${dayOf(day)} <span class=${days < SOON ? 'soon' : 'small'}>${left}</span>`;
}

/** @param {number} now @returns {Column<HomeTask>[]} */
const columns = (now) => [
  [
    '任务',
    ({ task_id: id, title, code }) => html`
      <a href=${`#/tasks/${id}`}>${title}</a><br /><span class="small mono">${code}</span>
    `,
    'long',
  ],
  ['进度', (task) => html`<${Share} label=${task.title} parts=${partsOf(task)} tall />`, 'share-cell'],
  [
    '审核通过 / 办理',
    (task) => {
      const parts = partsOf(task);
      return html`<b>${grouped(sum(parts.slice(0, PASSED)))}</b> <span class="small">/ ${grouped(sum(parts))}</span>`;
    },
    'number',
  ],
  ['一次通过', passRate, 'number'],
  ['截止', (task) => Ends(task, now), 'nowrap'],
];

/** @param {{ of: HomeView, now: number }} props */
export const OpenTasks = ({ of: { tasks, unlisted }, now }) => html`<${Card} title="开放中的任务"
    acts=${tasks.length > 0 && html`<${Legend} parts=${PARTS.map(([tone, label]) => ({ tone, label }))} />`}
    foot=${unlisted > 0 && html`另有 ${unlisted} 个截止更晚的任务：<a href="#/tasks?state=OPEN">全部任务</a>`}>
  <${Table} title="开放中的任务" columns=${columns(now)} rows=${tasks}
      keyOf=${(/** @type {HomeTask} */ { task_id: id }) => id} empty="现在没有开放的任务。" />
<//>`;
