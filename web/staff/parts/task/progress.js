/** How far a task is: by state, each a way to its orders, and by class. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { rowsOf, statesOf, summary } from '../../../shared/progress.js';
import { link } from '../../../shared/router.js';
import { Await, Card } from '../../../shared/ui.js';
import { taskProgress } from '../../generated/client.js';
import { Table } from '../../../shared/table.js';

const columnsOf = (states) => [
  ['学院', ({ college }) => college],
  ['班级', ({ name }) => name],
  ...states.map(({ state, label }) => [label, ({ states: its }) => its[state] ?? 0, 'number']),
  ['订单', ({ orders }) => orders, 'number'],
  ['采集率', ({ share }) => share, 'number'],
];

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
    <${Table} title="各班进度" columns=${columnsOf(progress.states)} rows=${rowsOf(progress)} keyOf=${({ key }) => key}
        empty="还没有学生办理" />
    <p class="hint">已采集指审核通过以后的订单；采集率不计已取消、超时未支付、已关闭和已退款的订单。数字可能晚几秒。</p>
  `;
};

export function Progress({ taskId }) {
  const loaded = useLoaded(() => taskProgress(taskId), [taskId]);
  return html`<${Card} title="进度">
    <${Await} of=${loaded}>${(progress) => html`<${Numbers} taskId=${taskId} progress=${progress} />`}<//>
    <p><button type="button" class="text-btn" onClick=${loaded.reload}>刷新进度</button></p>
  <//>`;
}
