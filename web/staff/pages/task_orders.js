/** The orders of a task, all or in one state, those longest in their state first. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { listOrdersOfTask, showTask, taskProgress } from '../generated/client.js';
import { Table } from '../../shared/table.js';
import { AppealMark } from '../parts/appeal.js';
import { Export } from '../parts/money/export.js';
import { Said } from '../parts/said.js';
import { Remind } from '../parts/task/remind.js';
import { asksPerson } from '../photo_words.js';
import { useMay } from '../session.js';
import { State } from '../ui/badge.js';
import { Chips } from '../ui/chips.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeskOrder, DeskTask, OrdersOfTask, TaskProgress } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Chip } from '../ui/chips.js' */
/** @import { Turned } from '../ui/pages.js' */

/** @typedef {{ task: DeskTask, progress: TaskProgress }} Ready */

/** @type {Column<DeskOrder>[]} */
const COLUMNS = [
  [
    '学生',
    (order) => html`<a href=${`#/orders/${order.order_id}`}>${order.student.name || '未填写姓名'}</a>${' '}
      ${asksPerson(order) && html`<${AppealMark} />`}`,
    'nowrap',
  ],
  ['学号', ({ student }) => student.student_no, 'mono nowrap'],
  ['学院', ({ student }) => student.college],
  ['班级', ({ student }) => student.class_name],
  ['状态', (order) => html`<${State} of=${order} />`, 'nowrap'],
  ['建立时间', ({ opened_at: at }) => when(at), 'nowrap'],
  ['期限', ({ deadline }) => deadline && when(deadline), 'nowrap'],
  [
    '费用',
    ({ price, price_text: text, paid }) =>
      price ? `${yuan(text)}${paid ? '，已付' : '，未付'}` : price === 0 ? '免费' : '未定',
    'nowrap',
  ],
  ['驳回', ({ rejections }) => (rejections ? `${rejections} 次` : ''), 'number'],
];

/** @param {string} taskId @param {TaskProgress} progress @returns {Chip[]} */
const chipsOf = (taskId, { states }) => [
  ['', '全部', link(`/tasks/${taskId}/orders`)],
  ...states.map(
    ({ state, label, orders }) =>
      /** @type {Chip} */ ([state, html`${label} <b>${orders}</b>`, link(`/tasks/${taskId}/orders`, { state })]),
  ),
];

/** @param {{ taskId: string, state: string, turned: Turned }} props */
function List({ taskId, state, turned }) {
  const address = link(`/tasks/${taskId}/orders`, { state });
  const none = state ? '没有这种状态的订单' : '还没有订单';
  const list = usePages((cursor) => listOrdersOfTask(taskId, { state: state || null, cursor }), address, turned);
  return html`<${InPages} of=${list}>${(/** @type {OrdersOfTask} */ { orders }) => html`
    <${Table} title="订单" columns=${COLUMNS} rows=${orders}
        keyOf=${(/** @type {DeskOrder} */ { order_id: id }) => id} empty=${list.empty(none)} />
  `}<//>`;
}

/** @param {{ taskId: string, state?: string } & Turned} props */
export default function TaskOrders({ taskId, state = '', ...turned }) {
  const may = useMay();
  const [said, setSaid] = useState('');
  const loaded = useLoaded(async () => {
    const [task, progress] = await Promise.all([showTask(taskId), taskProgress(taskId)]);
    return { task, progress };
  }, [taskId]);
  return html`<${Await} of=${loaded} title="任务的订单">${(/** @type {Ready} */ { task, progress }) => html`
    <${Page} title="任务的订单" back=${`#/tasks/${taskId}`} lead=${task.settings.title} wide
        acts=${html`
          <${Remind} task=${task} progress=${progress} onDone=${setSaid} />
          ${
            may('MANAGER') &&
            html`<${Export} kind="ORDERS" asked=${{ task_id: taskId }} tell="导出这个任务的全部订单，含姓名和学号。" />`
          }
        `}>
      <${Said}>${said}<//>
      <${Chips} label="订单状态" chips=${chipsOf(taskId, progress)} now=${state}
          clear=${state ? link(`/tasks/${taskId}/orders`) : null} />
      <${List} key=${state} taskId=${taskId} state=${state} turned=${turned} />
    <//>
  `}<//>`;
}
