/** Paying: the ways that fit this device, the code to scan, and the news that it arrived. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { askPayment, offerWays, showOrder, startPayment } from '../generated/client.js';
import { rarer, useLoaded, useRepeated, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { drop, keep, kept } from '../../shared/kept.js';
import { howLong, when, yuan } from '../../shared/words.js';
import { Await, Button, Card, Doing, ErrorBox, Facts, Link, Page } from '../../shared/ui.js';
import { attemptOf, begin, begunIn, forget, watch } from '../attempts.js';
import { AskFamily } from '../parts/ask_family.js';
import { Art, Icon } from '../parts/icon.js';
import { Copied } from '../parts/copied.js';
import { PayTerms } from '../../shared/student/pay_terms.js';
import { Said } from '../../shared/student/said.js';
import { Steps } from '../../shared/student/steps.js';
import { Thumb } from '../parts/thumb.js';
import { Act, Elsewhere } from '../parts/way_out.js';
import { QrCode } from '../../shared/qr_code.js';
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

/** @type {Record<string, string>} */
const APPS = { WECHAT: '微信', ALIPAY: '支付宝' };
/** @param {string} channel */
const appOf = (channel) => APPS[channel.split('_')[0]];

/** @param {{ why: string, word: string, again: () => unknown }} props */
const Dead = ({ why, word, again }) => html`<div class="notice" role="status">
  <p>${why}。已经付款的请等待结果，不要重复付款。</p>
  <${Button} kind="default" onClick=${again}>${word}<//>
</div>`;

/** @param {{ started: Begun, again: () => unknown, renew: () => unknown }} props */
function Scan({ started, again, renew }) {
  const left = useSecondsUntil(started.expires_at);
  const app = appOf(started.channel);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [started.params.code_url]); // it comes below the ways
  useEffect(() => {
    if (left === 0) renew();
  }, [left === 0]);
  if (left === 0) return html`<${Dead} why="二维码已过期" word="换一个新的二维码" again=${again} />`;
  return html`<div class="scan" ref=${box}>
    <${QrCode} text=${started.params.code_url} label=${`${app}支付二维码`} />
    <div>
      <div role="status">
        <p class="error-what">请打开${app}“扫一扫”</p>
        <p>扫描二维码付款，家人也可以代付。付款成功后本页会自动跳转，请不要关闭。</p>
      </div>
      <p class="small">二维码有效时间还剩 ${howLong(left ?? 0)}</p>
    </div>
  </div>`;
}

/** @param {{ started: Begun }} props */
function Gone({ started }) {
  const left = useSecondsUntil(started.expires_at);
  return html`<div class="notice" role="status">
    <p class="error-what">请在新打开的页面完成支付</p>
    <p>
      付款完成后回到本页，结果会自动显示。${left ? '没有打开？' : '支付页面已过期，还没有付款的请重新选择支付方式。'}
    </p>
    ${(left ?? 0) > 0 && html`<${Link} kind="default" href=${started.params.pay_url}>重新打开支付页面<//>`}
  </div>`;
}

/** Of what was started here, while nothing newer was started elsewhere.
 * @param {{ started: Begun, newest: number, again: () => unknown, renew: () => unknown }} props */
function Started({ started, newest, again, renew }) {
  const { code_url: code, pay_url: page } = started.params;
  if (started.attempt_no < newest) {
    return html`
      <${Dead} why=${`${code ? '二维码' : '支付页面'}已失效：这个订单已在别处重新发起支付`}
          word=${code ? '换一个新的二维码' : '重新发起支付'} again=${again} />
    `;
  }
  return html`
    ${code && html`<${Scan} started=${started} again=${again} renew=${renew} />`}
    ${page && html`<${Gone} started=${started} />`}
  `;
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
  // whoever waits with a phone in hand need not find a button; without a line it is asked once
  const renewed = useRef('');
  const renew = () => {
    if (!started || renewed.current === started.expires_at) return;
    renewed.current = started.expires_at;
    start(started.channel);
  };
  // what was read may be older than what was started
  const newest = Math.max(started?.attempt_no ?? 0, order.payment?.attempt_no ?? 0);
  const isOver = started !== null && started.attempt_no < newest;
  useEffect(() => {
    // the other tab's news may be missed by one that slept
    const theirs = isOver ? begunIn(order.order_id) : null;
    if (theirs && theirs.key !== started?.key) start(theirs.channel, theirs);
  }, [isOver]);
  const word = (/** @type {{ channel: string }} */ { channel }) => channel.split('_')[0].toLowerCase();
  return html`<${Card} title="选择支付方式">
    ${
      order.actions.includes('pay') &&
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
    ${busy && html`<${Doing}>正在准备支付……<//>`}
    <${ErrorBox} error=${error} params=${{ orderId: order.order_id }}
        retry=${started && (() => start(started.channel))} />
    ${
      started &&
      !busy &&
      html`
        <${Started} started=${started} newest=${newest} again=${() => start(started.channel)} renew=${renew} />
      `
    }
    ${newest > 0 && html`<${Asked} orderId=${order.order_id} attemptNo=${newest} reload=${reload} />`}
    ${order.actions.includes('pay') && html`<${AskFamily} order=${order} />`}
  <//>`;
}

/** @param {{ order: OrderView, reload: () => Promise<void> }} props */
function Unpaid({ order, reload }) {
  const left = useSecondsUntil(order.deadlines.pay);
  useEffect(() => {
    if (left === 0) reload();
  }, [left === 0]);
  const stopped = !order.actions.includes('pay'); // what was begun stays in sight, beside what is true now
  return html`<div class="two">
    <div class="beside">
      ${
        stopped &&
        html`<${Card}>
          <p role="status"><${Said} text=${order.way_out.sentence} /></p><${Act} order=${order} />
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
  const justPaid = order?.paid && kept(`paying.${orderId}`, false); // also after coming back from the channel's page
  return html`<${Page} title="支付" back=${`#/orders/${orderId}`} wide>
    <${Steps} at=${3} />
    ${
      waiting &&
      over &&
      html`<div class="notice" role="status">
        <p>等待较久，本页已停止自动查询。付款后请点下面的按钮，不要重复付款。</p>
        <${Button} kind="default" onClick=${look}>查看支付结果<//>
      </div>`
    }
    <${Await} of=${loaded}>${() => {
      if (justPaid) return html`<${Paid} orderId=${orderId} />`;
      return waiting && opened.current
        ? html`
          <${Unpaid} order=${order} reload=${loaded.reload} />
        `
        : html`<${Elsewhere} order=${order} />`;
    }}<//>
  <//>`;
}
