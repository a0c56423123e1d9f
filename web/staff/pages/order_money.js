/** The money of one order: its ledger in words, its payments with what the channel says now, and its refunds. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { showOrderMoney } from '../generated/client.js';
import { ATTEMPTS, CAUSES, CHANNELS, inYuan, WAYS } from '../money_words.js';
import { Asked } from '../parts/money/channel_says.js';
import { Ledger } from '../parts/money/ledger.js';
import { OrderLink } from '../parts/order_rows.js';
import { useMay } from '../session.js';
import { Table } from '../../shared/table.js';
import { Badge, State, turnOfAttempt, turnOfRefund } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';

/** @import { AttemptRow, OrderMoney, RefundRow } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

/** @type {(onAsk: ((attemptNo: number) => void) | null) => Column<AttemptRow>[]} */
const payments = (onAsk) => [
  ['笔', ({ attempt_no: no }) => `第 ${no} 笔`, 'nowrap'],
  [
    '渠道',
    ({ channel, kind, transaction_id: id }) => html`
      ${CHANNELS[channel]}，${WAYS[kind]}${id && html`<br /><span class="small mono">${id}</span>`}
    `,
  ],
  ['应付（元）', ({ amount_text: text }) => text, 'number'],
  ['收到（元）', ({ paid_amount: fen }) => (fen === null ? '—' : inYuan(fen)), 'number'],
  ['时间', ({ paid_at: at }) => (at ? when(at) : '—'), 'nowrap'],
  ['状态', ({ state }) => html`<${Badge} turn=${turnOfAttempt(state)}>${ATTEMPTS[state]}<//>`, 'nowrap'],
  [
    '渠道现在怎样说',
    ({ attempt_no: no }) =>
      onAsk
        ? html`<${Button} kind="default" onClick=${() => onAsk(no)}>问渠道<//>`
        : html`<span class="small">由财务查询</span>`,
    'act',
  ],
];

/** @type {Column<RefundRow>[]} */
const REFUNDS = [
  ['申请时间', ({ requested_at: at }) => when(at), 'nowrap'],
  ['为哪一笔', ({ attempt_no: no, try_no: tried }) => `第 ${no} 笔，第 ${tried} 次`, 'nowrap'],
  ['金额（元）', ({ amount_text: text }) => text, 'number'],
  ['谁发起', ({ cause, reason }) => html`${CAUSES[cause]}<br /><span class="small">${reason}</span>`],
  [
    '状态',
    (refund) => html`
      <${Badge} turn=${turnOfRefund(refund)}>${refund.label}<//>
      ${refund.waits && html`<br /><span class="small bad">${refund.waits}</span>`}
    `,
  ],
];

/** @param {{ of: OrderMoney }} props */
function Money({ of: money }) {
  const may = useMay();
  const [asked, setAsked] = useState(0);
  const { order } = money;
  return html`
    <p>
      <${State} of=${order} /> ${order.task_title} <${OrderLink} id=${order.order_id}>查看订单<//>
    </p>
    <${Ledger} of=${money} />
    <${Card} title="付款">
      <${Table} title="付款" columns=${payments(may('FINANCE') ? setAsked : null)} rows=${order.attempts}
          keyOf=${(/** @type {AttemptRow} */ { attempt_no: no }) => no} empty="没有发起过付款" />
    <//>
    ${
      asked > 0 &&
      html`<${Card} title=${`第 ${asked} 笔付款：渠道现在怎样说`}>
      <${Asked} key=${asked} orderId=${order.order_id} attemptNo=${asked} />
    <//>`
    }
    <${Card} title="退款">
      <${Table} title="退款" columns=${REFUNDS} rows=${order.refunds} empty="没有退款"
          keyOf=${(/** @type {RefundRow} */ { attempt_no: no, try_no: tried }) => `${no} ${tried}`} />
    <//>
  `;
}

/** @param {{ orderId: string }} props */
export default function OrderMoneyPage({ orderId }) {
  const money = useLoaded(() => showOrderMoney(orderId), [orderId]);
  return html`<${Page} title="订单的账目" back=${link(`/orders/${orderId}`)} wide>
    <${Await} of=${money}>${(/** @type {OrderMoney} */ found) => html`<${Money} of=${found} />`}<//>
  <//>`;
}
