/** Paying: the ways that fit this device, the code to scan, and the news that it arrived. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { askPayment, offerWays, showOrder, startPayment } from '../generated/client.js';
import { rarer, useLoaded, useRepeated, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { drop, keep, kept } from '../../shared/kept.js';
import { howLong, when, yuan } from '../../shared/words.js';
import { Await, Button, Card, Doing, ErrorBox, Facts, Page } from '../../shared/ui.js';
import { attemptOf, begin, begunIn, forget, watch } from '../attempts.js';
import { payPageOf, startedOf, tillOf } from '../money_views.js';
import { AskFamily } from '../parts/ask_family.js';
import { Art, Icon } from '../parts/icon.js';
import { Copied } from '../parts/copied.js';
import { PayTerms } from '../../shared/student/pay_terms.js';
import { Said } from '../../shared/student/said.js';
import { Steps } from '../../shared/student/steps.js';
import { OwnPayment, Stopped } from '../parts/own_payment.js';
import { Thumb } from '../parts/thumb.js';
import { Act, Elsewhere } from '../parts/way_out.js';
import { replace } from '../../shared/router.js';

/** @import { OrderView, PayWays, PaymentStarted } from '../../shared/generated/types' */
/** @import { Attempt } from '../attempts.js' */
/** @typedef {PaymentStarted & { key: string }} Begun by this page, under its own key */

const ASK = rarer(2500, 30_000);

/** {started: what is shown, start(channel, theirs), busy, error}; theirs: an attempt that another tab has begun, shown
 * in the stead of this one's.
 * @param {string} orderId */
function useStart(orderId) {
  const [started, setStarted] = useState(/** @type {Begun | null} */ (null));
  const [run, busy, error] = useWork();
  const start = (/** @type {string} */ channel, theirs = /** @type {Attempt | null} */ (null)) =>
    run(async () => {
      const attempt = theirs ?? attemptOf(orderId, channel);
      keep(`paying.${orderId}`, true);
      const begun = await startPayment(orderId, { channel, client_key: attempt.key, back: `/#/orders/${orderId}/pay` });
      if (!theirs) begin(orderId, attempt, begun.expires_at);
      setStarted({ ...begun, channel, key: attempt.key });
      if (begun.params.pay_url && !theirs) location.assign(begun.params.pay_url);
    });
  const shows = started !== null;
  useEffect(() => (shows ? watch(orderId, (theirs) => start(theirs.channel, theirs)) : undefined), [orderId, shows]);
  return { started, start, busy, error };
}

/** The channel's notice may be lost: whoever has paid has the channel asked.
 * @param {{ orderId: string, attemptNo: number, reload: () => Promise<void> }} props */
function Asked({ orderId, attemptNo, reload }) {
  const [run, busy, error] = useWork();
  const [unknown, setUnknown] = useState(false);
  const ask = () =>
    run(async () => {
      setUnknown(false);
      await askPayment(orderId, attemptNo);
      await reload(); // paid, the page goes on and this is gone
      setUnknown(true);
    });
  return html`
    <${Button} kind="default" busy=${busy} onClick=${ask}>我已付款，查询结果<//>
    <div role="status">
      ${
        unknown &&
        html`<p class="notice notice-warn">
          支付平台还没有确认付款。已经扣款的请不要重复付款，请一分钟后再查询；仍没有结果请
          <a href="#/contact">联系分社</a>
          ，并提供订单号。
        </p>`
      }
    </div>
    <${ErrorBox} error=${error} params=${{ orderId }} />
  `;
}

/** @param {{ order: OrderView, reload: () => Promise<void> }} props */
function Ways({ order, reload }) {
  const ways = useLoaded(() => offerWays(order.order_id), [order.order_id]);
  const { started, start, busy, error } = useStart(order.order_id);
  const { offers, asks, isOver } = tillOf(order, started);
  useEffect(() => {
    // the other tab's news may be missed by one that slept
    const theirs = isOver ? begunIn(order.order_id) : null;
    if (theirs && theirs.key !== started?.key) start(theirs.channel, theirs);
  }, [isOver]);
  const word = (/** @type {{ channel: string }} */ { channel }) => channel.split('_')[0].toLowerCase();
  return html`<${Card} title="选择支付方式">
    ${
      offers &&
      html`<${Await} of=${ways}>${(/** @type {PayWays} */ { ways: all, hint }) => html`
        ${hint && html`<p class="notice">${hint}</p>`}
        <ul class="ways-list">${all.map(
          (way) => html`<li>
            <button type="button" class="pick" aria-pressed=${started?.channel === way.channel ? 'true' : 'false'}
                aria-disabled=${busy || null} onClick=${() => start(way.channel)}>
              <${Art} name=${word(way)} width="36" height="36" />
              <span class="grow"><strong>${way.name}</strong><span class="small">${way.tells}</span></span>
              <${Icon} name=${started?.channel === way.channel ? 'check' : 'right'} />
            </button>
          </li>`,
        )}</ul>
      `}<//>`
    }
    <${ErrorBox} error=${error} params=${{ orderId: order.order_id }}
        retry=${started && (() => start(started.channel))} />
    <${OwnPayment} started=${started} busy=${busy} again=${() => started && start(started.channel)}
        view=${(/** @type {number} */ left) => started && startedOf(started, isOver, left)}
        tells="扫描二维码付款，家人也可以代付。付款成功后本页会自动跳转，请不要关闭。" />
    ${asks > 0 && html`<${Asked} orderId=${order.order_id} attemptNo=${asks} reload=${reload} />`}
    ${offers && html`<${AskFamily} order=${order} />`}
  <//>`;
}

/** @param {{ order: OrderView, reload: () => Promise<void> }} props */
function Unpaid({ order, reload }) {
  const left = useSecondsUntil(order.deadlines.pay);
  useEffect(() => {
    if (left === 0) reload();
  }, [left === 0]);
  const { says } = tillOf(order, null); // what was begun stays in sight, beside what is true now
  return html`<div class="two">
    <div class="beside">
      ${
        says &&
        html`<${Card}>
          <p role="status"><${Said} text=${says} /></p><${Act} order=${order} />
        <//>`
      }
      <${Ways} order=${order} reload=${reload} />
    </div>
    <${Card}>
      <div class="row row-top">
        <${Thumb} photo=${order.photo} />
        <div class="grow">
          <p class="order-name">${order.student.name}</p>
          <p class="small">${order.student.school_name}</p>
          <p class="small">${order.task.title}</p>
        </div>
      </div>
      <hr />
      <${Facts} rows=${[
        ['应付', html`<span class="sum">${yuan(order.price_text)}</span>`],
        ['支付截止', html`<span class="num">${when(order.deadlines.pay)}</span>`],
        ['订单号', html`<${Copied} text=${order.number} shown=${order.number_text} what="订单号" />`],
      ]} />
      <p class="left" role="timer">剩余支付时间 <strong>${howLong(left ?? 0)}</strong></p>
      <div class="notice row row-top">
        <${Icon} name="shield" small />
        <${PayTerms} ...${order.task} />
      </div>
    <//>
  </div>`;
}

/** @param {{ orderId: string }} props */
function Paid({ orderId }) {
  useEffect(() => {
    drop(`paying.${orderId}`);
    forget(orderId);
    replace(`/orders/${orderId}/done`);
  }, []);
  return html`<${Doing}>支付成功，正在打开结果……<//>`;
}

/** @param {{ orderId: string }} props */
export default function Pay({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  const order = loaded.value;
  const waiting = order?.state === 'AWAITING_PAYMENT';
  const [over, again] = useRepeated(loaded.reload, ASK, waiting);
  const look = () => {
    again();
    loaded.reload();
  };
  const opened = useRef(false); // whoever has begun sees the code to its end
  if (waiting && order.actions.includes('pay')) opened.current = true;
  // begun also before the channel's page took its place
  const part = order && payPageOf(order, kept(`paying.${orderId}`, false), opened.current);
  return html`<${Page} title="支付" back=${`#/orders/${orderId}`} wide>
    <${Steps} at=${3} />
    ${waiting && over && html`<${Stopped} look=${look} />`}
    <${Await} of=${loaded}>${() => {
      if (part === 'PAID') return html`<${Paid} orderId=${orderId} />`;
      return part === 'TILL'
        ? html`
          <${Unpaid} order=${order} reload=${loaded.reload} />
        `
        : html`<${Elsewhere} order=${order} />`;
    }}<//>
  <//>`;
}
