/** The money of one order: its ledger in words, its payments with what the channel says now, and its refunds. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { showOrderMoney } from '../generated/client.js';
import { paymentOfOrder, refundOfOrder } from '../money_views.js';
import { ACTIONS, CAUSES, CHANNELS, WAYS } from '../money_words.js';
import { AskChannel } from '../parts/money/channel_says.js';
import { Ledger } from '../parts/money/ledger.js';
import { Resolve } from '../parts/money/resolve.js';
import { OrderNumber } from '../parts/order/number.js';
import { Said } from '../parts/said.js';
import { paymentOf } from '../resolving.js';
import { useMay } from '../session.js';
import { Table } from '../../shared/table.js';
import { Badge, State } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';

/** @import { AttemptRow, DeskOrder, OrderMoney, RefundRow } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

/** onResolve: null for whoever is not of finance.
 * @type {(order: DeskOrder, onResolve: ((attemptNo: number) => void) | null) =>
 *   Column<ReturnType<typeof paymentOfOrder>>[]} */
const payments = (order, onResolve) => [
  ['笔', ({ attempt_no: no }) => `第 ${no} 笔`, 'nowrap'],
  [
    '渠道',
    ({ channel, kind, transaction_id: id }) => html`
      ${CHANNELS[channel]}，${WAYS[kind]}${id && html`<br /><span class="small mono">${id}</span>`}
    `,
  ],
  ['应付（元）', ({ amount_text: text }) => text, 'number'],
  ['收到（元）', ({ sum }) => sum, 'number'],
  ['时间', ({ paid_at: at }) => (at ? when(at) : '—'), 'nowrap'],
  ['状态', ({ turn, word }) => html`<${Badge} turn=${turn}>${word}<//>`, 'nowrap'],
  [
    '处理',
    ({ attempt_no: no, resolves }) =>
      onResolve
        ? html`<div class="bar">
            <${AskChannel} orderId=${order.order_id} attemptNo=${no} number=${`第 ${no} 笔`} />
            ${resolves && html`<${Button} kind="default" onClick=${() => onResolve(no)}>${ACTIONS.resolve}<//>`}
          </div>`
        : html`<span class="small">由财务查询和核对</span>`,
    'act',
  ],
];

/** @type {Column<ReturnType<typeof refundOfOrder>>[]} */
const REFUNDS = [
  ['申请时间', ({ requested_at: at }) => when(at), 'nowrap'],
  ['为哪一笔', ({ attempt_no: no, try_no: tried }) => `第 ${no} 笔，第 ${tried} 次`, 'nowrap'],
  ['金额（元）', ({ amount_text: text }) => text, 'number'],
  ['谁发起', ({ cause, reason }) => html`${CAUSES[cause]}<br /><span class="small">${reason}</span>`],
  [
    '状态',
    (refund) => html`
      <${Badge} turn=${refund.turn}>${refund.label}<//>
      ${refund.waits && html`<br /><span class="small bad">${refund.waits}</span>`}
    `,
  ],
];

/** onStale: the money is not as it is shown.
 * @param {{ of: OrderMoney, onStale: () => unknown }} props */
function Money({ of: money, onStale }) {
  const may = useMay();
  const [resolving, setResolving] = useState(0);
  const [said, setSaid] = useState('');
  const no = () => setResolving(0);
  const done = (/** @type {unknown} */ _, /** @type {string} */ words) => {
    no();
    setSaid(words);
    onStale();
  };
  const { order } = money;
  return html`
    <${Said}>${said}<//>
    <${Ledger} of=${money} />
    <${Card} title="付款">
      <${Table} title="付款" columns=${payments(order, may('FINANCE') ? setResolving : null)}
          rows=${order.attempts.map((one) => paymentOfOrder(one, order))}
          keyOf=${(/** @type {AttemptRow} */ { attempt_no: no }) => no} empty="没有发起过付款" />
    <//>
    <${Card} title="退款">
      <${Table} title="退款" columns=${REFUNDS} rows=${order.refunds.map(refundOfOrder)} empty="没有退款"
          keyOf=${(/** @type {RefundRow} */ { attempt_no: no, try_no: tried }) => `${no} ${tried}`} />
    <//>
    ${
      resolving > 0 &&
      html`<${Resolve} of=${paymentOf(order, resolving)} onDone=${done} onStale=${onStale} onNo=${no} />`
    }
  `;
}

/** @param {{ orderId: string }} props */
export default function OrderMoneyPage({ orderId }) {
  const money = useLoaded(() => showOrderMoney(orderId), [orderId]);
  const order = money.value?.order;
  const beside = html`
    ${order && html`<strong>${order.student.name}</strong> <${State} of=${order} /> ${order.task_title}`}
    <${OrderNumber} key=${orderId} of=${order?.number ?? orderId} />
  `;
  return html`<${Page} title="订单的账目" beside=${beside} back=${link(`/orders/${orderId}`)} wide>
    <${Await} of=${money}>
      ${(/** @type {OrderMoney} */ found) => html`<${Money} of=${found} onStale=${money.reload} />`}
    <//>
  <//>`;
}
