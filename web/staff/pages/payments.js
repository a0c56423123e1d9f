/** The branch's payments: by day, channel, state, task and amount, or by any number; those that do not match are
 * decided here. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { listPayments, listTasks } from '../generated/client.js';
import { paymentInList } from '../money_views.js';
import { CHANNELS, PAYMENT_GROUPS } from '../money_words.js';
import { Decide } from '../parts/decide.js';
import { ByNumber } from '../parts/money/by_number.js';
import { Export } from '../parts/money/export.js';
import { askedOf, isAsked, MoneyFilter, partsOf } from '../parts/money/filter.js';
import { Resolve } from '../parts/money/resolve.js';
import { OrderLink } from '../parts/order_rows.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Chips } from '../ui/chips.js';
import { Empty } from '../ui/empty.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { MayDo, PaymentInList, PaymentList } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Filter } from '../parts/money/filter.js' */
/** @import { Turned } from '../ui/pages.js' */

const FURTHER = '这一段里没有，后面还有：请翻到下一页'; // a page looks at so many payments

/** @typedef {ReturnType<typeof paymentInList>} Row */

/** @type {(onAsk: (payment: Row, action: string) => void) => Column<Row>[]} */
const columns = (onAsk) => [
  ['付款时间', ({ paid_at: at }) => when(at), 'nowrap'],
  [
    '订单',
    ({ order_id: id, order_number: number, order_label: label, task_title: task }) => html`
      <${OrderLink} id=${id}><span class="mono">${number}</span><//><br /><span class="small">${label} · ${task}</span>
    `,
  ],
  [
    '收到（元）',
    ({ sum, due }) => (due ? html`<b class="bad">${sum}</b><br /><span class="small">应付 ${due}</span>` : sum),
    'number',
  ],
  [
    '状态',
    ({ turn, word, story }) => html`
      <${Badge} turn=${turn}>${word}<//>${story && html`<br /><span class="small">${story}</span>`}
    `,
  ],
  [
    '渠道、交易号',
    ({ channel, number, transaction_id: id }) => html`
      ${CHANNELS[channel]} <span class="small mono">${id}</span><br /><span class="small mono">${number}</span>
    `,
  ],
  [
    '处理',
    (one) => html`<div class="bar">
      ${one.acts.map(
        ([action, word]) => html`
          <${Button} key=${action} kind="default" onClick=${() => onAsk(one, action)}>${word}<//>
        `,
      )}
      <a href=${link(`/orders/${one.order_id}/money`)} aria-label=${`账目：${one.order_number}`}>账目</a>
    </div>`,
    'act',
  ],
];

/** @typedef {{ order: PaymentInList, what: MayDo }} Open */

/** @param {{ asked: Record<string, unknown>, address: string, turned: Turned }} props */
function List({ asked, address, turned }) {
  const list = usePages((cursor) => listPayments({ ...asked, cursor }), address, turned);
  const [open, setOpen] = useState(/** @type {Open | null} */ (null));
  const [said, setSaid] = useState('');
  const ask = (/** @type {PaymentInList} */ order, /** @type {string} */ action) =>
    setOpen({ order, what: { action, attempt_no: order.attempt_no, two: true } });
  const no = () => setOpen(null);
  const done = (/** @type {unknown} */ _, /** @type {string} */ words) => {
    setOpen(null);
    setSaid(words);
    list.reload();
  };
  const none = list.next ? FURTHER : list.empty(html`<${Empty} sign="income" title="没有这样的付款" />`);
  return html`
    <${Said}>${said}<//>
    <${InPages} of=${list}>${(/** @type {PaymentList} */ { payments }) => html`
      <${Table} title="付款" columns=${columns(ask)} rows=${payments.map(paymentInList)}
          keyOf=${(/** @type {PaymentInList} */ { number }) => number} empty=${none} />
    `}<//>
    ${
      open &&
      (open.what.action === 'resolve'
        ? html`<${Resolve} of=${open.order} onDone=${done} onStale=${list.reload} onNo=${no} />`
        : html`<${Decide} ...${open} onDone=${done} onStale=${list.reload} onNo=${no} />`)
    }
  `;
}

/** @param {Filter & Turned & { group?: string, number?: string }} props */
export default function Payments({ group = '', number = '', ...rest }) {
  const tasks = useLoaded(listTasks);
  const filter = partsOf(rest);
  const now = Object.hasOwn(PAYMENT_GROUPS, group) ? group : '';
  const asked = number ? { number } : { ...askedOf(filter), group: now || null };
  const address = link('/payments', number ? { number } : { group: now, ...filter });
  const chips = [['', '全部'], ...Object.entries(PAYMENT_GROUPS)].map(([name, words]) => [
    name,
    words,
    link('/payments', { group: name, ...filter }),
  ]);
  const { cursor, page } = rest;
  return html`
    <${Page} title="付款" wide lead="每一笔到账的付款，新的在前。对不上的核对后由两位财务处理。"
        acts=${html`<${Export} kind="PAYMENTS" asked=${number ? {} : asked}
            tell=${number ? '导出全部付款。' : '导出现在筛选出的付款，新的在前。'} />`}>
      <${Chips} label="付款" chips=${chips} now=${number ? '-' : now}
          clear=${now || number || isAsked(filter) ? link('/payments') : null} />
      <div class="money-filters">
        <${MoneyFilter} to="/payments" filter=${filter} beside=${{ group: now }}
            tasks=${tasks.value?.tasks ?? []} />
        <${ByNumber} to="/payments" now=${number} />
      </div>
      <${List} key=${address} asked=${asked} address=${address} turned=${{ cursor, page }} />
    <//>
  `;
}
