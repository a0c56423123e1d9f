/** One order: where it stands, what to do next, what happened. */
import { html, useLayoutEffect, useState } from '../../shared/vendor/preact.js';
import { cancelOrder, refundOrder, reopenOrder, showOrder, withdrawOrder } from '../generated/client.js';
import { rarer, refusalOf, useLoaded, useRepeated, useWork } from '../../shared/hooks.js';
import { telOf, when, yuan } from '../../shared/words.js';
import { Await, Button, Card, Confirm, ErrorBox, Facts, Link, Page, rowsOf } from '../../shared/ui.js';
import { Reasons } from '../../shared/reasons.js';
import { offersOf } from '../money_views.js';
import { Disc, Icon } from '../parts/icon.js';
import { NextUp } from '../../shared/student/next_up.js';
import { ContactData } from '../parts/contact_data.js';
import { Copied } from '../parts/copied.js';
import { OrderSteps } from '../../shared/student/order_steps.js';
import { Stand } from '../../shared/student/stand.js';
import { Framed, Standard } from '../parts/standard.js';
import { Timeline } from '../parts/timeline.js';
import { Act } from '../parts/way_out.js';
import { go } from '../../shared/router.js';
import { mayInvoice, signOf } from '../../shared/both/order_looks.js';

/** @import { OrderView, Receipt } from '../../shared/generated/types' */
/** @import { Row } from '../../shared/ui.js' */

const LOOK = rarer(15_000, 60_000);

/** @typedef {ReturnType<typeof offersOf>['acts'][number]} Offer */
/** @typedef {{ onChanged: (order: OrderView) => unknown, reload: () => Promise<void> }} Changing */

/** @type {Record<string, (orderId: string) => Promise<OrderView>>} */
const CALLS = { withdraw: withdrawOrder, cancel: cancelOrder, refund: refundOrder };

/** @param {{ order: OrderView } & Changing} props */
function Acts({ order, onChanged, reload }) {
  const [asking, setAsking] = useState(/** @type {Offer | null} */ (null));
  const [run, busy, error, setError] = useWork();
  useLayoutEffect(() => {
    setError(null);
  }, [order.seq]); // an old refusal; the one being thrown comes after the layout
  const act = (/** @type {(orderId: string) => Promise<OrderView>} */ call) =>
    run(async () => {
      try {
        onChanged(await call(order.order_id));
      } catch (refusal) {
        if (refusalOf(refusal).status === 409) await reload(); // it moved on: what is shown is no longer so
        throw refusal;
      }
    }).finally(() => setAsking(null));
  const reopen = () =>
    act(async (id) => {
      const fresh = await reopenOrder(id);
      if (fresh.state === 'AWAITING_PAYMENT') go(`/orders/${id}/pay`);
      return fresh;
    });
  const { reopen: again, acts } = offersOf(order);
  return html`
    <${ErrorBox} error=${error} />
    ${again && html`<${Button} busy=${busy} onClick=${reopen}>${again}<//>`}
    ${
      acts.length > 0 &&
      html`<p class="acts">${acts.map(
        (one) => html`
          <button type="button" class="weui-btn weui-btn_default weui-btn_mini" onClick=${() => setAsking(one)}>
            ${one.label}
          </button>
        `,
      )}</p>`
    }
    ${
      asking &&
      html`
        <${Confirm} title=${asking.label} yes=${asking.label} busy=${busy} onYes=${() => act(CALLS[asking.name])}
            onNo=${() => setAsking(null)}>
          <p>${asking.text}</p>${asking.name === 'refund' && html`<p>${order.task.refund_text}</p>`}
        <//>
      `
    }
  `;
}

/** @param {{ order: OrderView } & Changing} props */
function Now({ order, ...changing }) {
  return html`<${Card} tone="stand">
    <div class="row row-top">
      <${Disc} name=${signOf(order.state)} tone=${order.tone} />
      <div class="grow"><${Stand} order=${order} /></div>
    </div>
    ${!order.next?.action && html`<${Act} order=${order} />`}
    ${
      offersOf(order).replaces &&
      html`
        <${Link} kind="default" href=${`#/orders/${order.order_id}/photo`}>更换照片<//>
      `
    }
    <${Acts} order=${order} ...${changing} />
    <${OrderSteps} order=${order} />
  <//>`;
}

/** [label, value] of one payment, and of its way back.
 * @param {Receipt} receipt @returns {Row[]} */
const moneyOf = ({ details, number, number_text: shown }) => [
  ...rowsOf(details),
  [
    '交易单号',
    number &&
      html`
        <${Copied} text=${number} shown=${shown} what="交易单号" />
      `,
  ],
];

/** @param {{ people: OrderView['task']['people'] }} props */
const Ask = ({ people }) => html`<nav class="card menu" aria-label="联系分社">
  ${people.map(
    ({ name, phone }) => html`<a class="row" href=${telOf(phone)} aria-label=${`${name} ${phone}`}>
      <${Icon} name="phone" />
      <span class="grow">${name} <span class="num">${phone}</span></span>
      <${Icon} name="right" small />
    </a>`,
  )}
  <a href="#/contact"><${Icon} name="pin" /><span class="grow">地址和服务时间</span><${Icon} name="right" small /></a>
</nav>`;

/** @param {{ order: OrderView } & Changing} props */
function Whole({ order, ...changing }) {
  const { task, rejection, photo, appeal, receipts, posting } = order;
  const judged = rejection && photo?.preview_url && photo.photo_no === order.photo_no; // it is what was sent back
  return html`<div class="two">
    <div class="beside">
      <${Now} order=${order} ...${changing} />
      ${
        rejection &&
        html`<${Reasons} rejection=${rejection} correcting=${order.state === 'CORRECTION'}>
          ${judged && html`<${Framed} photo=${photo} />`}
        <//>`
      }
      ${!order.waits && order.ahead.length > 0 && html`<${Card} title="接下来"><${NextUp} steps=${order.ahead} /><//>`}
      <${Card} title="办理记录"><${Timeline} moments=${order.timeline} /><//>
    </div>
    <div class="beside">
      ${
        photo?.preview_url &&
        !judged &&
        html`<${Card} title="照片">
          <${Standard} orderId=${order.order_id} photo=${photo} reload=${changing.reload}
              says=${appeal?.state === 'ASKED' ? appeal.sentence : null} />
        <//>`
      }
      <${Card} title="学生信息">
        <${Facts} rows=${rowsOf(order.details)} /><${ContactData} order=${order} ...${changing} />
      <//>
      <${Card} title="订单信息">
        <${Facts} rows=${[
          ['采集任务', task.title],
          ['费用', order.price ? yuan(order.price_text) : '免费'],
          ['退款规则', task.refund_text],
          ['资料保存', task.kept_text],
          ['下单时间', when(order.opened_at)],
          ['订单号', html`<${Copied} text=${order.number} shown=${order.number_text} what="订单号" />`],
          ['快递', posting && html`${posting.courier}，<span class="num">${when(posting.posted_at)}</span> 寄出`],
          ['快递单号', posting && html`<${Copied} text=${posting.waybill} what="快递单号" />`],
        ]} />
        ${
          mayInvoice(order) &&
          html`<a class="tap" href=${`#/orders/${order.order_id}/invoice`}>
            <${Icon} name="bill" small />填写或查看发票抬头
          </a>`
        }
      <//>
      ${
        receipts.length > 0 &&
        html`<${Card} title="支付和退款">${receipts.map(
          (receipt) => html`
            <${Facts} rows=${moneyOf(receipt)} />
          `,
        )}<//>`
      }
      <${Ask} people=${task.people} />
    </div>
  </div>`;
}

/** @param {{ orderId: string }} props */
export default function Order({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  const [over, again] = useRepeated(loaded.reload, LOOK, loaded.value !== null);
  const look = () => {
    again();
    loaded.reload();
  };
  return html`<${Page} title="订单详情" back="#/orders" wide>
    ${
      over &&
      html`<p class="notice">
        本页已停止自动更新。<button type="button" class="link-btn" onClick=${look}>刷新订单</button>
      </p>`
    }
    <${Await} of=${loaded}>${(/** @type {OrderView} */ order) => html`
      <${Whole} order=${order} onChanged=${loaded.set} reload=${loaded.reload} />
    `}<//>
  <//>`;
}
