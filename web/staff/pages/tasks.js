/** The branch's tasks, found by name, code or school. */
import { html, useRef } from '../../shared/vendor/preact.js';
import { link } from '../../shared/router.js';
import { Field, Page } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { findTasks } from '../generated/client.js';
import { Problem, StateTag } from '../parts/task/head.js';
import { Table } from '../../shared/table.js';
import { useSearchWords, useSettled } from '../search_words.js';
import { useMay } from '../session.js';
import { LinkButton } from '../ui/button.js';
import { Chips } from '../ui/chips.js';
import { grouped } from '../ui/charts/scale.js';
import { Empty } from '../ui/empty.js';
import { InPages, usePages } from '../ui/pages.js';
import { yuanOf } from '../task_form.js';
import { MODES_SHORT, STATES, TYPES } from '../task_words.js';

/** @import { TaskRow, TaskRows } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Chip } from '../ui/chips.js' */
/** @import { Turned } from '../ui/pages.js' */

const MOST_SCHOOLS = 3; // that are named in a row

/** @param {string[]} schools */
const named = (schools) =>
  schools.slice(0, MOST_SCHOOLS).join('、') + (schools.length > MOST_SCHOOLS ? ` 等 ${schools.length} 所` : '');

/** @type {Column<TaskRow>[]} */
const COLUMNS = [
  [
    '任务',
    ({ task_id: id, title, schools }) => html`
      <a href=${`#/tasks/${id}`}>${title}</a><br /><small>${named(schools)}</small>
    `,
    'long',
  ],
  ['特征码', ({ code }) => code, 'mono nowrap'],
  ['状态', ({ state }) => html`<${StateTag} state=${state} />`],
  ['类型', ({ task_type: type }) => TYPES[type], 'nowrap'],
  ['模式', ({ collect_mode: mode }) => MODES_SHORT[mode], 'nowrap'],
  ['价格', ({ price }) => (price ? yuan(yuanOf(price)) : '免费'), 'number'],
  [
    '时间',
    ({ opens_at: from, closes_at: until }) => html`
      <span class="nowrap">${when(from)}</span> 至 <span class="nowrap">${when(until)}</span>
    `,
  ],
  ['办理', (task) => html`<${Problem} task=${task} />`, 'nowrap'],
];

/** @param {TaskRows['counts'] | null} counts @param {string} words which stay @returns {Chip[]} */
function chipsOf(counts, words) {
  const all = counts && Object.values(counts).reduce((sum, one) => sum + one, 0);
  const many = (/** @type {string} */ state) =>
    counts && html`<b>${grouped(state ? (counts[/** @type {TaskRow['state']} */ (state)] ?? 0) : (all ?? 0))}</b>`;
  return Object.entries({ '': '全部', ...STATES }).map(([state, label]) => [
    state,
    html`${label} ${many(state)}`,
    link('/tasks', { state, words }),
  ]);
}

const New = () => html`<${LinkButton} cap="N" href="#/tasks/new">新建任务<//>`;

/** state: all without one; words: of a search; all of it in the address.
 * @param {{ state?: string, words?: string } & Turned} props */
export default function Tasks({ state = '', words: given = '', ...turned }) {
  const may = useMay();
  const [words, onWords] = useSearchWords(given, '/tasks');
  const asked = useSettled(words.trim());
  const now = /** @type {TaskRow['state'] | ''} */ (Object.hasOwn(STATES, state) ? state : '');
  const list = usePages(
    (cursor) => findTasks({ words: asked, state: now || null, cursor }),
    link('/tasks', { state: now, words: asked }),
    turned,
  );
  const counts = useRef(/** @type {TaskRows['counts'] | null} */ (null)); // stay while others are on their way
  counts.current = list.value?.counts ?? counts.current;
  const none = html`<${Empty} sign="tasks" title=${asked || now ? '没有符合条件的任务' : '还没有任务'}>
    ${asked && '可以按任务名称、特征码、学校名称（含曾用名）或院校代码查找'}
  <//>`;
  return html`<${Page} title="任务" lead="采集任务：谁可以办理、何时办理、价格和照片要求。" wide
      acts=${may('MANAGER') ? html`<${New} />` : null}>
    <div class="bar filter">
      <${Field} name="words" label="查找" placeholder="名称、特征码或学校" value=${words}
          onInput=${onWords} autocomplete="off" maxlength="60" />
      <${Chips} label="状态" chips=${chipsOf(counts.current, words)} now=${now}
          clear=${now ? link('/tasks', { words }) : null} />
    </div>
    <${InPages} of=${list}>${(/** @type {TaskRows} */ { tasks }) => html`
      <${Table} title="任务" columns=${COLUMNS} keyOf=${(/** @type {TaskRow} */ { task_id: id }) => id}
          rows=${tasks} empty=${list.empty(none)} />
    `}<//>
  <//>`;
}
