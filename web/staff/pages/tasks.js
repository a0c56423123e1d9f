/** Every task of the branch. */
import { html } from '../../shared/vendor/preact.js';
import { useKept, useLoaded } from '../../shared/hooks.js';
import { Await, Field, Link, Page } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { listTasks } from '../generated/client.js';
import { Problem, StateTag } from '../parts/task/head.js';
import { Table } from '../../shared/table.js';
import { useMay } from '../session.js';
import { yuanOf } from '../task_form.js';
import { MODES_SHORT, STATES, TYPES } from '../task_words.js';

/** @import { DeskTask, TaskSettings } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

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

/** @param {string} words @param {string} state */
const fits =
  (words, state) =>
  (/** @type {{ state: string, settings: TaskSettings }} */ { state: its, settings: { title, code } }) =>
    (!state || its === state) && (title.toLowerCase().includes(words) || code.toLowerCase().includes(words));

export default function Tasks() {
  const may = useMay();
  const loaded = useLoaded(listTasks);
  const [filter, setFilter] = useKept('tasks.filter', { words: '', state: '' });
  const set =
    (/** @type {string} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      setFilter((before) => ({ ...before, [name]: target.value }));
  return html`<${Page} title="任务" lead="采集任务：谁可以办理、何时办理、价格和照片要求。" wide>
    <div class="bar filter">
      <${Field} name="words" label="查找" placeholder="任务名称或特征码" value=${filter.words} onInput=${set('words')}
          autocomplete="off" />
      <${Field} name="state" label="状态" as="select" value=${filter.state} onInput=${set('state')}>
        ${Object.entries({ '': '全部', ...STATES }).map(
          ([value, words]) => html`
            <option value=${value} selected=${value === filter.state}>${words}</option>
          `,
        )}
      <//>
      ${may('MANAGER') && html`<${Link} href="#/tasks/new">新建任务<//>`}
    </div>
    <${Await} of=${loaded}>${(/** @type {{ tasks: DeskTask[] }} */ { tasks }) => html`
      <${Table} title="任务" columns=${COLUMNS} keyOf=${(/** @type {DeskTask} */ { task_id: id }) => id}
          rows=${tasks.filter(fits(filter.words.trim().toLowerCase(), filter.state))}
          empty=${tasks.length ? '没有符合条件的任务' : '还没有任务'} />
    `}<//>
  <//>`;
}
