/** How long each task's data is kept, in three groups. */
import { html } from '../../shared/vendor/preact.js';
import { link } from '../../shared/router.js';
import { when } from '../../shared/words.js';
import { Table } from '../../shared/table.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { Chips } from '../ui/chips.js';
import { InPages } from '../ui/pages.js';
import { GROUPS } from './words.js';

/** @import { KeptTask, KeptTasks } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Pages } from '../ui/pages.js' */
/** @typedef {keyof KeptTasks['groups']} Group */

/** @type {Record<Group, string>} */
const EMPTY = {
  SOON: '30 天内没有任务的保存期满。',
  KEPT: '没有保存期更长的任务。',
  OVER: '还没有任务的保存期满。',
};

/** @type {Column<KeptTask>[]} */
const COLUMNS = [
  [
    '任务',
    ({ task_id: id, title, code }) => html`
      <a href=${`#/tasks/${id}`}>${title}</a><br /><span class="small mono">${code}</span>
    `,
    'long',
  ],
  ['截止', ({ closes_at: at }) => when(at), 'nowrap'],
  ['保存', ({ retention_days: days }) => `${days} 天`, 'number'],
  ['保存到', ({ until }) => html`<b>${when(until)}</b>`, 'nowrap'],
  ['照片', ({ faces }) => (faces ? `${grouped(faces.originals + faces.standards)} 张` : '—'), 'number'],
  ['还没办完', ({ standing }) => (standing ? `${grouped(standing)} 单` : '—'), 'number'],
];

/** @param {{ of: Pages<KeptTasks & { cursor: string | null }>, group: Group }} props */
export const Kept = ({ of: list, group }) => html`<${Card} title="每个任务保存到什么时候"
    foot="保存期从任务截止算起；截止以后还有变动的订单，从最后一次变动算起；没办完的，办完才开始计算。">
  <${InPages} of=${list}>${(/** @type {KeptTasks} */ { groups, tasks }) => html`
    <${Chips} label="保存期" now=${group} chips=${Object.entries(GROUPS).map(([name, words]) => [
      name,
      `${words} ${groups[/** @type {Group} */ (name)]}`,
      link('/privacy', { group: name }),
    ])} />
    <${Table} title="每个任务保存到什么时候" columns=${COLUMNS} rows=${tasks} empty=${list.empty(EMPTY[group])}
        keyOf=${(/** @type {KeptTask} */ { task_id: id }) => id} />
  `}<//>
<//>`;
