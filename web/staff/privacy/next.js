/** What is deleted within the next thirty days, by day and task. */
import { html } from '../../shared/vendor/preact.js';
import { dayOf } from '../../shared/words.js';
import { Table } from '../../shared/table.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';

/** @import { DueDays, DueOrders } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @typedef {DueOrders & { day: string, first: boolean }} Line first: of its day */

const WHOLE = '任务的保存期满，名单、进度和制作包一起删除';

/** @param {DueDays} due @returns {Line[]} */
const linesOf = ({ days }) => days.flatMap(({ day, tasks }) => tasks.map((one, at) => ({ ...one, day, first: !at })));

/** @type {Column<Line>[]} */
const COLUMNS = [
  ['日期', ({ day, first }) => (first ? html`<b>${dayOf(day)}</b>` : ''), 'nowrap'],
  ['任务', ({ task_id: id, title }) => html`<a href=${`#/tasks/${id}`}>${title}</a>`, 'long'],
  ['订单', ({ orders, more }) => `${grouped(orders)}${more ? '+' : ''} 单`, 'number'],
  ['按什么', ({ ends }) => html`<span class="small">${ends ? WHOLE : '订单最后变动后满保存天数'}</span>`],
];

/** @param {{ of: DueDays }} props */
export function Next({ of: due }) {
  const lines = linesOf(due);
  const sum = lines.reduce((total, { orders }) => total + orders, 0);
  const foot = due.unlisted
    ? `更早到期的 ${due.unlisted} 个任务没有计算在内；它们留下的照片见“已到期”。`
    : '没有办完的、款项没有结清的不会删除。照片、姓名、证件信息和联系方式都删除，付款和发票记录依法保留。';
  return html`<${Card} title="接下来 30 天会删除的" beside=${sum > 0 && `共 ${grouped(sum)} 单`} foot=${foot}>
    <${Table} title="接下来 30 天会删除的" columns=${COLUMNS} rows=${lines}
        keyOf=${(/** @type {Line} */ { day, task_id: id }) => `${day} ${id}`}
        empty="30 天内没有到期的资料。" />
  <//>`;
}
