/** Every task of the branch. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { listTasks } from '../generated/client.js';
import { Problem, StateTag } from '../parts/task/head.js';
import { Table } from '../../shared/table.js';
import { useSearchWords } from '../search_words.js';
import { useMay } from '../session.js';
import { LinkButton } from '../ui/button.js';
import { Chips } from '../ui/chips.js';
import { Empty } from '../ui/empty.js';
import { yuanOf } from '../task_form.js';
import { MODES_SHORT, STATES, TYPES } from '../task_words.js';

/** @import { DeskTask, TaskSettings } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Chip } from '../ui/chips.js' */

/** @type {Column<DeskTask>[]} */
const COLUMNS = [
  ['任务', ({ task_id: id, settings: { title } }) => html`<a href=${`#/tasks/${id}`}>${title}</a>`, 'long'],
  ['特征码', ({ settings: { code } }) => code, 'mono nowrap'],
  ['状态', (task) => html`<${StateTag} state=${task.state} />`],
  ['类型', ({ settings: { task_type: type } }) => TYPES[type], 'nowrap'],
  ['模式', ({ settings: { collect_mode: mode } }) => MODES_SHORT[mode], 'nowrap'],
  ['价格', ({ settings: { price } }) => (price ? yuan(yuanOf(price)) : '免费'), 'number'],
  [
    '时间',
    ({ settings: { opens_at: from, closes_at: until } }) => html`
      <span class="nowrap">${when(from)}</span> 至 <span class="nowrap">${when(until)}</span>
    `,
  ],
  ['办理', (task) => html`<${Problem} task=${task} />`, 'nowrap'],
];

/** @param {string} words */
const fits =
  (words) =>
  (/** @type {{ settings: TaskSettings }} */ { settings: { title, code } }) =>
    title.toLowerCase().includes(words) || code.toLowerCase().includes(words);

/** @param {DeskTask[]} tasks @param {string} state */
const inState = (tasks, state) => tasks.filter((task) => !state || task.state === state);

/** words: of the search, which stay.  @param {DeskTask[]} tasks @param {string} words @returns {Chip[]} */
const chipsOf = (tasks, words) =>
  Object.entries({ '': '全部', ...STATES }).map(([state, label]) => [
    state,
    html`${label} <b>${inState(tasks, state).length}</b>`,
    link('/tasks', { state, words }),
  ]);

const New = () => html`<${LinkButton} cap="N" href="#/tasks/new">新建任务<//>`;

/** state: in the address; all without one; words: of a search, there too.
 * @param {{ state?: string, words?: string }} props */
export default function Tasks({ state = '', words: given = '' }) {
  const may = useMay();
  const loaded = useLoaded(listTasks);
  const [words, onWords] = useSearchWords(given, '/tasks');
  const now = state in STATES ? state : '';
  return html`<${Page} title="任务" lead="采集任务：谁可以办理、何时办理、价格和照片要求。" wide
      acts=${may('MANAGER') ? html`<${New} />` : null}>
    <${Await} of=${loaded}>${(/** @type {{ tasks: DeskTask[] }} */ { tasks }) => {
      const found = tasks.filter(fits(words.trim().toLowerCase()));
      return html`
        <div class="bar filter">
          <${Field} name="words" label="查找" placeholder="任务名称或特征码" value=${words}
              onInput=${onWords} autocomplete="off" />
          <${Chips} label="状态" chips=${chipsOf(found, words)} now=${now}
              clear=${now ? link('/tasks', { words }) : null} />
        </div>
        <${Table} title="任务" columns=${COLUMNS} keyOf=${(/** @type {DeskTask} */ { task_id: id }) => id}
            rows=${inState(found, now)}
            empty=${html`<${Empty} sign="tasks" title=${tasks.length ? '没有符合条件的任务' : '还没有任务'} />`} />
      `;
    }}<//>
  <//>`;
}
