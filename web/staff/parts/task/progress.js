/** How far a task is: by state, each a way to its orders, and by class. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { rowsOf, statesOf, summary } from '../../../shared/progress.js';
import { link } from '../../../shared/router.js';
import { Await, Card } from '../../../shared/ui.js';
import { taskProgress } from '../../generated/client.js';
import { Table } from '../../../shared/table.js';

/** @import { StateCount, TaskProgress } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */
/** @typedef {ReturnType<typeof rowsOf>[number]} Counted a class, or all of them */

/** @param {string} state @param {string} label @returns {Column<Counted>} */
const countOf = (state, label) => [label, ({ states }) => states[state] ?? 0, 'number'];

/** @type {(states: StateCount[]) => Column<Counted>[]} */
const columnsOf = (states) => [
  ['学院', ({ college }) => college],
  ['班级', ({ name }) => name],
  ...states.map(({ state, label }) => countOf(state, label)),
  ['订单', ({ orders }) => orders, 'number'],
  ['采集率', ({ share }) => share, 'number'],
];

/** @param {{ taskId: string, progress: TaskProgress }} props */
const Numbers = ({ taskId, progress }) => {
  const { orders, collected, share } = summary(statesOf(progress));
  return html`
    <p>共 ${orders} 个订单，已采集 ${collected} 个，采集率 ${share}。</p>
    <ul class="plain state-links" aria-label="按状态查看订单">${progress.states.map(
      ({ state, label, orders: count }) => html`
        <li key=${state}>
          <a href=${link(`/tasks/${taskId}/orders`, { state })}><strong>${count}</strong> ${label}</a>
        </li>
      `,
    )}</ul>
    <${Table} title="各班进度" columns=${columnsOf(progress.states)} rows=${rowsOf(progress)}
        keyOf=${(/** @type {Counted} */ { key }) => key} empty="还没有学生办理" />
    <p class="hint">已采集指审核通过以后的订单；采集率不计已取消、超时未支付、已关闭和已退款的订单。数字可能晚几秒。</p>
  `;
};

/** @param {{ taskId: string }} props */
export function Progress({ taskId }) {
  const loaded = useLoaded(() => taskProgress(taskId), [taskId]);
  return html`<${Card} title="进度">
    <${Await} of=${loaded}>${(/** @type {TaskProgress} */ progress) => html`
      <${Numbers} taskId=${taskId} progress=${progress} />
    `}<//>
    <p><button type="button" class="text-btn" onClick=${loaded.reload}>刷新进度</button></p>
  <//>`;
}
