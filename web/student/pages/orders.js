/** My orders under three tabs. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { listOrders } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { when, yuan } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Link, Page } from '../../shared/ui.js';
import { TABS, endOf, nextOf } from '../order_words.js';
import { link } from '../../shared/router.js';

const EMPTY = { unpaid: '没有待支付的订单。', paid: '没有已支付的订单。', all: '还没有订单。' };

function OrderRow({ order }) {
  const next = nextOf(order);
  const end = endOf(order);
  return html`<li class=${order.state === 'EXPIRED' || order.state === 'CANCELLED' ? 'card order order-grey' : 'card order'}>
    <a class="order-head" href=${`#/orders/${order.order_id}`}>
      <span class="order-name">${order.student.name || '未填写姓名'}</span><span class=${`state state-${order.state}`}>${order.label}</span></a>
    <p class="small">${order.task.title}</p>
    <p class="small">${when(order.opened_at)} 下单</p>
    <p class="order-foot"><span>${order.price ? yuan(order.price_text) : '免费'}</span>
      ${end && html`<span class="small">请在 ${when(end.at)} 前${end.todo}</span>`}</p>
    ${next && html`<p class="order-act"><a class="weui-btn weui-btn_default weui-btn_mini" href=${next.href}>${next.label}</a></p>`}
    ${order.actions.includes('reopen') && html`<p class="order-act"><a class="weui-btn weui-btn_default weui-btn_mini" href=${`#/orders/${order.order_id}`}>重新支付</a></p>`}
  </li>`;
}

function useOrders() {
  const first = useLoaded(listOrders);
  const [more, setMore] = useState({ orders: [], cursor: null, of: null });
  const [run, busy, error] = useWork();
  useEffect(() => setMore({ orders: [], cursor: first.value?.cursor ?? null }), [first.value]);
  const load = () => run(async () => {
    const page = await listOrders({ cursor: more.cursor });
    setMore({ orders: [...more.orders, ...page.orders], cursor: page.cursor });
  });
  return { first, orders: [...(first.value?.orders ?? []), ...more.orders], cursor: more.cursor, load, busy, error };
}

const Empty = ({ tab }) => html`<${Card} tone="empty"><p class="empty-word">${EMPTY[tab]}</p>
  ${tab === 'all' && html`<${Link} href="#/">开始采集<//>`}<//>`;

export default function Orders({ tab = 'all' }) {
  const { first, orders, cursor, load, busy, error } = useOrders();
  const [name, , fits] = TABS.find(([key]) => key === tab) ?? TABS[2];
  const shown = orders.filter(fits);
  useEffect(() => { if (cursor && !shown.length && !busy && !error) load(); }, [cursor, shown.length, busy]);
  return html`<${Page} title="我的订单">
    <nav class="tabs" aria-label="订单分类">${TABS.map(([key, word]) => html`<a href=${link('/orders', { tab: key })} aria-current=${key === name ? 'page' : null}>${word}</a>`)}</nav>
    <${Await} of=${first}>${() => html`
      ${shown.length > 0 ? html`<ul class="plain orders">${shown.map((order) => html`<${OrderRow} key=${order.order_id} order=${order} />`)}</ul>` : !cursor && html`<${Empty} tab=${name} />`}
      <${ErrorBox} error=${error} retry=${load} />
      ${cursor && html`<${Button} kind="default" busy=${busy} onClick=${load}>加载更多<//>`}`}<//>
  <//>`;
}
