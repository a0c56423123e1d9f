/** What an order's student sees now: the words, steps and times of their own page, to be read and not pressed. */
import { html } from '../../../shared/vendor/preact.js';
import { ORDER_ACTS } from '../../../shared/generated/labels.js';
import { useLoaded } from '../../../shared/hooks.js';
import { NextUp } from '../../../shared/student/next_up.js';
import { OrderSteps } from '../../../shared/student/order_steps.js';
import { Stand } from '../../../shared/student/stand.js';
import { Await } from '../../../shared/ui.js';
import { showStudentView } from '../../generated/client.js';
import { Card } from '../../ui/card.js';

/** @import { OrderView } from '../../../shared/generated/types' */

/** What their page offers besides the one step: 撤回, 取消 and the like.  @param {OrderView} order */
const offers = ({ next, actions }) => [
  ...(next ? [next.label] : []),
  ...ORDER_ACTS.filter(({ name }) => actions.includes(name)).map(({ label }) => label),
];

/** @param {{ of: OrderView }} props */
function Seen({ of: order }) {
  const may = offers(order);
  return html`
    <${Stand} order=${order} />
    <${OrderSteps} order=${order} />
    ${may.length > 0 && html`<p class="small">可以点：${may.join('、')}</p>`}
    ${!order.waits && order.ahead.length > 0 && html`<${NextUp} steps=${order.ahead} />`}
  `;
}

/** seq: of the order as it is shown beside.
 * @param {{ orderId: string, seq: number }} props */
export function StudentSees({ orderId, seq }) {
  const loaded = useLoaded(() => showStudentView(orderId), [orderId, seq]);
  return html`<${Card} title="学生现在看到" aria-label="学生现在看到" role="region">
    <div class="as-student">
      <${Await} of=${loaded}>${(/** @type {OrderView} */ order) => html`<${Seen} of=${order} />`}<//>
    </div>
  <//>`;
}
