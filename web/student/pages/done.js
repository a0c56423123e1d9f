/** It is handed in: what comes next, and that nothing is to be done. */
import { html } from '../../shared/vendor/preact.js';
import { showOrder } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { when, yuan } from '../../shared/words.js';
import { Await, Card, Heading, Link, Page } from '../../shared/ui.js';
import { Foot } from '../parts/foot.js';
import { Art, Icon } from '../parts/icon.js';
import { NextUp } from '../../shared/student/next_up.js';
import { Elsewhere } from '../parts/way_out.js';

/** @import { Moment, OrderView } from '../../shared/generated/types' */

/** @type {Record<string, string>} */
const WORDS = { submit: '提交成功', paid: '支付成功', resubmit: '已重新提交', appeal: '已请人工查看' };

/** The last of what its owner did.
 * @param {{ timeline: Moment[] }} props */
const lastOf = ({ timeline }) => timeline.filter(({ event }) => event in WORDS).pop();

/** @param {{ channel: string, amount_text: string, paid_at: string | null }} props */
const paidAs = ({ channel, amount_text: amount, paid_at: at }) =>
  [yuan(amount), channel, at && when(at)].filter(Boolean).join(' · ');

/** last: what its owner did.  @param {{ order: OrderView, last: Moment }} props */
function Arrived({ order, last }) {
  const [receipt] = order.receipts.slice(-1);
  return html`
    <div class="arrived">
      <${Art} name="done" width="160" height="112" />
      <${Heading} title=${WORDS[last.event]} />
      <p class="small">${last.event === 'paid' && receipt ? paidAs(receipt) : when(last.at)}</p>
    </div>
    <${Card} title="接下来"><${NextUp} steps=${order.ahead} /><//>
    ${
      order.tries_left > 1 &&
      html`<p class="notice row row-top">
        <${Icon} name="shield" small /><span class="grow">审核不通过也不用担心，可以免费换一张照片。</span>
      </p>`
    }
    <${Foot}>
      <${Link} kind="default" href="#/">继续采集<//>
      <${Link} href=${`#/orders/${order.order_id}`}>查看订单<//>
    <//>
  `;
}

/** @param {{ orderId: string }} props */
export default function Done({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  if (!loaded.value) return html`<${Page} title="提交结果"><${Await} of=${loaded}>${() => null}<//><//>`;
  const order = loaded.value;
  const last = lastOf(order);
  return html`<div class="page">
    ${
      order.state === 'IN_REVIEW' && last
        ? html`
          <${Arrived} order=${order} last=${last} />
        `
        : html`<${Heading} title="提交结果" /><${Elsewhere} order=${order} />`
    }
  </div>`;
}
