/** Deletion records: when, of which task, what, and by which rule. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';
import { Table } from '../../shared/table.js';
import { digestsOf, RULES, went } from './words.js';

/** @import { DeletionRow } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Column } from '../../shared/table.js' */

/** @type {Column<DeletionRow>[]} */
const SHORT = [
  ['时间', ({ at }) => when(at), 'nowrap'],
  [
    '删除了什么',
    ({ rule, title, counts, looks_until: until }) => {
      const words = [RULES[rule], title || '任务已不在', until && `复查到 ${when(until)}`];
      return html`${went(counts)}<br /><span class="small">${words.filter(Boolean).join(' · ')}</span>`;
    },
  ],
];

/** @type {Column<DeletionRow>[]} */
const COLUMNS = [
  ['时间', ({ at }) => when(at), 'nowrap'],
  ['任务', ({ task_id: id, title }) => (title ? html`<a href=${`#/tasks/${id}`}>${title}</a>` : '任务已不在'), 'long'],
  ['删除了什么', ({ counts }) => went(counts)],
  ['按什么', ({ rule }) => RULES[rule], 'nowrap'],
  ['复查', ({ looks_until: until }) => (until ? `到 ${when(until)}` : html`<span class="small">—</span>`), 'nowrap'],
  ['订单摘要', ({ digests }) => html`<span class="small mono">${digestsOf(digests)}</span>`, 'nowrap'],
];

/** short: the newest, beside something else.
 * @param {{ rows: DeletionRow[], short?: boolean, empty: Children }} props */
export const Records = ({ rows, short = false, empty }) => html`
  <${Table} title="删除记录" columns=${short ? SHORT : COLUMNS} rows=${rows} empty=${empty}
      keyOf=${(/** @type {DeletionRow} */ row) => `${row.at} ${row.task_id} ${rows.indexOf(row)}`} />
`;
