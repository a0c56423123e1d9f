/** Paying: the ways that fit this device, the code to scan, and the news that it arrived. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { offerWays, showOrder, startPayment } from '../../shared/generated/client.js';
import { rarer, useLoaded, useRepeated, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { drop, keep, kept } from '../../shared/kept.js';
import { howLong, when, yuan } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Facts, Link, Loading, Page, Steps } from '../parts/ui.js';
import { QrCode } from '../parts/qr_code.js';
import { replace } from '../routes.js';

const ASK = rarer(2500, 30_000);
const SHOW_PAID_MS = 1800;
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** One key per order and way until its time is over: a second click, tab or reload is the same attempt. */
function keyFor(orderId, channel) {
  const name = `pay.${orderId}.${channel}`;
  const known = kept(name);
  if (known && known.until > Date.now()) return known.key;
  const made = { key: freshKey(), until: Date.now() + 10 * 60_000 };
  keep(name, made);
  return made.key;
}

function useStart(orderId) {
  const [started, setStarted] = useState(null);
  const [run, busy, error] = useWork();
  const start = (channel) => run(async () => {
    const key = keyFor(orderId, channel);
    keep(`paying.${orderId}`, true);
    const begun = await startPayment(orderId, { channel, client_key: key, back: `/#/orders/${orderId}/pay` });
    keep(`pay.${orderId}.${channel}`, { key, until: new Date(begun.expires_at).getTime() - 60_000 });
    setStarted({ ...begun, channel });
    if (begun.params.pay_url) location.assign(begun.params.pay_url);
  });
  return { started, start, busy, error };
}

const APPS = { WECHAT: '微信', ALIPAY: '支付宝' };
const appOf = (channel) => APPS[channel.split('_')[0]];

function Scan({ started }) {
  const left = useSecondsUntil(started.expires_at);
  const app = appOf(started.channel);
  if (left === 0) return html`<p class="notice">二维码已过期，请重新选择支付方式。</p>`;
  return html`<div class="scan">
    <${QrCode} text=${started.params.code_url} label=${`${app}支付二维码`} />
    <div><p class="error-what">请打开${app}“扫一扫”</p>
      <p>扫描二维码付款，家人也可以代付。付款成功后本页会自动跳转，请不要关闭。</p>
      <p class="small">二维码有效时间还剩 ${howLong(left)}</p></div>
  </div>`;
}

const Gone = ({ started }) => html`<${Card} title="请在新打开的页面完成支付">
  <p>付款完成后回到本页，结果会自动显示。没有打开？</p>
  <${Link} kind="default" href=${started.params.pay_url}>重新打开支付页面<//>
<//>`;

function Ways({ order }) {
  const ways = useLoaded(() => offerWays(order.order_id), [order.order_id]);
  const { started, start, busy, error } = useStart(order.order_id);
  return html`<${Card} title="选择支付方式">
      <${Await} of=${ways}>${({ ways: all, hint }) => html`
        ${hint && html`<p class="notice">${hint}</p>`}
        <ul class="ways">${all.map(({ channel, name, tells }) => html`<li><button type="button" class=${`way way-${channel.split('_')[0].toLowerCase()}`} aria-pressed=${started?.channel === channel ? 'true' : 'false'}
          aria-disabled=${busy || null} onClick=${() => start(channel)}><span class="way-mark" aria-hidden="true"></span><span><strong>${name}</strong><span class="small">${tells}</span></span></button></li>`)}</ul>`}<//>
      ${busy && html`<${Loading} text="正在准备支付……" />`}
      <${ErrorBox} error=${error} params=${{ orderId: order.order_id }} retry=${started && (() => start(started.channel))} />
      ${started?.params.code_url && !busy && html`<${Scan} started=${started} />`}
    <//>
    ${started?.params.pay_url && html`<${Gone} started=${started} />`}`;
}

function Unpaid({ order, reload }) {
  const left = useSecondsUntil(order.deadlines.pay);
  useEffect(() => { if (left === 0) reload(); }, [left === 0]);
  return html`
    <${Card}>
      <p class="price"><span class="price-number">${yuan(order.price_text)}</span></p>
      <${Facts} rows=${[['项目', order.task.title], ['学生', order.student.name], ['订单号', html`<span class="mono small">${order.order_id}</span>`], ['支付截止', when(order.deadlines.pay)]]} />
      <p class="left" role="timer">剩余支付时间 <strong>${howLong(left ?? 0)}</strong></p>
    <//>
    <${Ways} order=${order} />
    <${Card} title="退款规则"><p>${order.task.refund_text}</p><//>`;
}

function Paid({ orderId }) {
  useEffect(() => {
    const timer = setTimeout(() => {
      drop(`paying.${orderId}`);
      replace('/orders', { tab: 'paid' });
    }, SHOW_PAID_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class="arrived" role="status"><span class="arrived-mark" aria-hidden="true">✓</span><p class="arrived-word">支付成功</p>
    <p>照片已进入人工审核，正在打开订单列表……</p><a href="#/orders?tab=paid">查看我的订单</a></div>`;
}

const Elsewhere = ({ order }) => html`<${Card} title=${`订单当前为“${order.label}”`}>
  <p>${order.state === 'EXPIRED' ? '支付时间已过，请到订单中点“重新支付”。' : '这个订单现在不需要支付。'}</p>
  <${Link} href=${`#/orders/${order.order_id}`}>查看订单<//>
<//>`;

export default function Pay({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  const order = loaded.value;
  const waiting = order?.state === 'AWAITING_PAYMENT';
  const [over, again] = useRepeated(loaded.reload, ASK, waiting);
  const look = () => { again(); loaded.reload(); };
  const justPaid = order?.paid && kept(`paying.${orderId}`); // also after coming back from the channel's page
  return html`<${Page} title="支付" back=${`#/orders/${orderId}`}>
    <${Steps} at=${3} />
    ${waiting && over && html`<div class="notice" role="status"><p>等待较久，本页已停止自动查询。付款后请点下面的按钮，不要重复付款。</p>
      <${Button} kind="default" onClick=${look}>查看支付结果<//></div>`}
    <${Await} of=${loaded}>${() => {
    if (justPaid) return html`<${Paid} orderId=${orderId} />`;
    return waiting && order.actions.includes('pay') ? html`<${Unpaid} order=${order} reload=${loaded.reload} />` : html`<${Elsewhere} order=${order} />`;
  }}<//>
  <//>`;
}
