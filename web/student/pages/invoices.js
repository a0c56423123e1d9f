/** The orders an invoice may be made out for, each with its invoice title. */
import { html } from '../../shared/vendor/preact.js';
import { listOrders } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { when, yuan } from '../../shared/words.js';
import { Await, Card, Page } from '../../shared/ui.js';
import { Icon } from '../parts/icon.js';
import { mayInvoice } from '../../shared/both/order_looks.js';

/** @import { OrderView } from '../../shared/generated/types' */

async function invoiceable() {
  const orders = [];
  let cursor = null;
  do {
    const page = await listOrders({ cursor });
    orders.push(...page.orders.filter(mayInvoice));
    cursor = page.cursor;
  } while (cursor);
  return orders;
}

/** @param {{ order: OrderView }} props */
const Row = ({ order }) => html`<a href=${`#/orders/${order.order_id}/invoice`}>
  <span class="grow">
    ${order.student.name}，${yuan(order.price_text)}，${order.label}<br />
    <span class="small">
      ${order.task.title}<br />${when(order.opened_at)} 下单<br />
      订单号 <span class="mono nb">${order.number_text}</span>
    </span>
  </span>
  <${Icon} name="right" small />
</a>`;

export default function Invoices() {
  const loaded = useLoaded(invoiceable);
  return html`
    <${Page} title="发票抬头" back="#/me"
        lead="选择要开发票的订单，填写抬头。分社核对付款后开具电子发票，发到您的邮箱。">
      <${Await} of=${loaded}>${(/** @type {OrderView[]} */ orders) =>
        orders.length
          ? html`<nav class="card menu" aria-label="可以开票的订单">${orders.map(
              (order) => html`
                <${Row} key=${order.order_id} order=${order} />
              `,
            )}</nav>`
          : html`<${Card} tone="empty">
            <p class="empty-word">还没有可以开票的订单。</p><p class="small">支付后可以在这里填写发票抬头。</p>
          <//>`}<//>
    <//>
  `;
}
