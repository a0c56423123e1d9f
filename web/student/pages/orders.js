/** My orders under three tabs. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { listOrders } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { when, yuan } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Link, Page } from '../../shared/ui.js';
import { ORDER_TABS } from '../../shared/generated/labels.js';
import { Art } from '../parts/icon.js';
import { Said } from '../../shared/student/said.js';
import { Thumb } from '../parts/thumb.js';
import { Act } from '../parts/way_out.js';
import { myOrders } from '../todo.js';
import { link } from '../../shared/router.js';

/** @import { OrderView } from '../../shared/generated/types' */

/** @param {OrderView} order */
const toneOf = (order) => (order.rejection ? 'bad-word' : order.waits ? 'warn-word' : '');

/** @param {{ order: OrderView }} props */
function OrderRow({ order }) {
  return html`<li class=${order.tone === 'off' ? 'card order order-grey' : 'card order'}>
    <a class="order-head" href=${`#/orders/${order.order_id}`}>
      <${Thumb} photo=${order.photo} />
      <span class="grow">
        <span class="order-top">
          <span class="order-name">${order.student.name || '未填写姓名'}</span>
          <span class=${`state state-${order.tone}`}>${order.label}</span>
        </span>
        <span class="small">${[order.student.school_name, order.task.title].filter(Boolean).join(' · ')}</span>
      </span>
    </a>
    <p class=${`order-says ${toneOf(order)}`}><${Said} text=${order.way_out.sentence} /></p>
    <div class="order-foot">
      <span class="small">
        <span class="num">
          ${order.price ? yuan(order.price_text) : '免费'}
        </span> · <span class="num">${when(order.opened_at)}</span> 下单
      </span>
      <${Act} order=${order} kind="tone" mini />
    </div>
  </li>`;
}

/** What waits for its owner stands first, the rest as it came.
 * @param {OrderView[]} orders */
const sorted = (orders) => [...orders.filter(({ waits }) => waits), ...orders.filter(({ waits }) => !waits)];

/** @type {{ orders: OrderView[], cursor: string | null }} */
const NOTHING = { orders: [], cursor: null };

function useOrders() {
  const first = useLoaded(myOrders);
  const [more, setMore] = useState(NOTHING);
  const [run, busy, error] = useWork();
  useEffect(() => setMore({ ...NOTHING, cursor: first.value?.cursor ?? null }), [first.value]);
  const load = () =>
    run(async () => {
      const page = await listOrders({ cursor: more.cursor });
      setMore({ orders: [...more.orders, ...page.orders], cursor: page.cursor });
    });
  return { first, orders: [...(first.value?.orders ?? []), ...more.orders], cursor: more.cursor, load, busy, error };
}

/** @param {{ tab: (typeof ORDER_TABS)[number] }} props */
const Empty = ({ tab }) => html`<${Card} tone="empty">
  <${Art} name="hero" width="208" height="224" /><p class="empty-word">${tab.empty}</p>
  ${tab.key === 'ALL' && html`<${Link} href="#/">线上采集<//>`}
<//>`;

/** @param {{ tab?: string }} props */
export default function Orders({ tab: chosen }) {
  const { first, orders, cursor, load, busy, error } = useOrders();
  const tab = ORDER_TABS.find(({ key }) => key === chosen) ?? ORDER_TABS[0];
  const shown = sorted(tab === ORDER_TABS[0] ? orders : orders.filter((order) => order.tab === tab.key));
  useEffect(() => {
    if (cursor && !shown.length && !busy && !error) load();
  }, [cursor, shown.length, busy]);
  return html`<${Page} title="我的订单" wide>
    <nav class="tabs" aria-label="订单分类">${ORDER_TABS.map(
      ({ key, label }) => html`
        <a href=${link('/orders', { tab: key })} aria-current=${key === tab.key ? 'page' : null}>${label}</a>
      `,
    )}</nav>
    <${Await} of=${first}>${() => html`
      ${
        shown.length > 0
          ? html`<ul class="plain orders">${shown.map(
              (order) => html`
                <${OrderRow} key=${order.order_id} order=${order} />
              `,
            )}</ul>`
          : !cursor && html`<${Empty} tab=${tab} />`
      }
      <${ErrorBox} error=${error} retry=${load} />
      ${cursor && html`<${Button} kind="default" busy=${busy} onClick=${load}>加载更多<//>`}
    `}<//>
  <//>`;
}
