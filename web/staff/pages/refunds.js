/** Every refund of the branch, whoever made it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Button, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { listRefunds, listTasks } from '../generated/client.js';
import { refundInList } from '../money_views.js';
import { CAUSES, CHANNELS, GROUPS } from '../money_words.js';
import { Decide } from '../parts/decide.js';
import { AskChannel } from '../parts/money/channel_says.js';
import { ByNumber } from '../parts/money/by_number.js';
import { Export } from '../parts/money/export.js';
import { askedOf, isAsked, MoneyFilter, partsOf } from '../parts/money/filter.js';
import { OrderLink } from '../parts/order_rows.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Chips } from '../ui/chips.js';
import { Empty } from '../ui/empty.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { MayDo, RefundInList, RefundList } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Filter } from '../parts/money/filter.js' */
/** @import { Turned } from '../ui/pages.js' */

const FIRST = 'STUCK';
/** @type {Record<string, string>} */
const EMPTY = { STUCK: '退款没有完成、需要财务处理时列在这里。', OPEN: '等待渠道退回的列在这里。' };

/** @typedef {ReturnType<typeof refundInList>} Row */

/** @type {(onAsk: (refund: Row, action: string) => void) => Column<Row>[]} */
const columns = (onAsk) => [
  ['申请时间', ({ refund }) => when(refund.requested_at), 'nowrap'],
  [
    '订单',
    (one) => html`
      <${OrderLink} id=${one.order_id}>${one.order_label}<//><br /><span class="small">${one.task_title}</span>
    `,
  ],
  ['金额（元）', ({ refund }) => refund.amount_text, 'number'],
  ['谁发起', ({ refund }) => html`${CAUSES[refund.cause]}<br /><span class="small">${refund.reason}</span>`],
  [
    '状态',
    ({ refund, invoice, not, reversal }) => html`
      <${Badge} turn=${refund.turn}>${refund.label}<//>
      ${refund.waits && html`<br /><span class="small bad">${refund.waits}</span>`}
      ${not.map((why) => html`<br /><span class="small">${why}</span>`)}
      ${reversal && html`<br /><span class="small">${reversal}<br /><span class="mono">${invoice}</span></span>`}
    `,
  ],
  [
    '渠道、退款单号',
    ({ channel, number }) => html`
      ${CHANNELS[channel]}<br /><span class="small mono">${number}</span>
    `,
  ],
  [
    '处理',
    (one) =>
      html`<div class="bar">${
        one.asks &&
        html`<${AskChannel} orderId=${one.order_id} attemptNo=${one.refund.attempt_no} number=${one.number} />`
      }${one.acts.map(
        ([action, word]) => html`
          <${Button} key=${action} kind="default" onClick=${() => onAsk(one, action)}>${word}<//>
        `,
      )}<a href=${link(`/orders/${one.order_id}/money`)} aria-label=${`账目：${one.number}`}>账目</a></div>`,
    'act',
  ],
];

/** @typedef {{ order: RefundInList, what: MayDo }} Open */

/** number: of one order's refunds, of every group.
 * @param {{ group: string, number: string, asked: Record<string, unknown>, address: string, turned: Turned }} props */
function Group({ group, number, asked, address, turned }) {
  const list = usePages((cursor) => listRefunds({ ...asked, cursor }), address, turned);
  const [said, setSaid] = useState('');
  const [open, setOpen] = useState(/** @type {Open | null} */ (null));
  const ask = (/** @type {RefundInList} */ order, /** @type {string} */ action) =>
    setOpen({ order, what: { action, attempt_no: order.refund.attempt_no, two: true } });
  const done = (/** @type {unknown} */ _, /** @type {string} */ words) => {
    setOpen(null);
    setSaid(words);
    list.reload();
  };
  return html`
    <${Said}>${said}<//>
    <${InPages} of=${list}>${(/** @type {RefundList} */ { refunds }) => html`
      <${Table} title=${number ? '退款' : `退款：${GROUPS[group]}`} columns=${columns(ask)}
          rows=${refunds.map(refundInList)}
          keyOf=${(/** @type {RefundInList} */ { number }) => number}
          empty=${
            list.next
              ? '这一段里没有，后面还有：请翻到下一页'
              : list.empty(html`<${Empty} sign="refund" title="没有这样的退款">${!number && EMPTY[group]}<//>`)
          } />
    `}<//>
    ${open && html`<${Decide} ...${open} onDone=${done} onStale=${list.reload} onNo=${() => setOpen(null)} />`}
  `;
}

/** @param {{ group?: string, number?: string } & Filter & Turned} props */
export default function Refunds({ group = '', number = '', cursor, page, ...rest }) {
  const tasks = useLoaded(listTasks);
  const now = Object.hasOwn(GROUPS, group) ? group : FIRST;
  const filter = partsOf(rest);
  const chips = Object.entries(GROUPS).map(([name, words]) => [
    name,
    words,
    link('/refunds', { group: name, ...filter }),
  ]);
  const asked = { group: now, ...(number ? { number } : askedOf(filter)) };
  const address = link('/refunds', number ? { number } : { group: now, ...filter });
  return html`
    <${Page} title="退款" lead="学生申请的、员工退的、系统自动退的都在这里；需要处理的由两位财务决定。" wide
        acts=${html`<${Export} kind="REFUNDS" asked=${{ group: now, ...askedOf(filter) }}
            tell=${`导出“${GROUPS[now]}”中现在筛选出的退款，新的在前。`} />`}>
      <${Chips} label="退款" chips=${chips} now=${number ? '-' : now}
          clear=${now === FIRST && !number && !isAsked(filter) ? null : link('/refunds')} />
      <div class="money-filters">
        <${MoneyFilter} to="/refunds" filter=${filter} beside=${{ group: now }} dates="申请"
            tasks=${tasks.value?.tasks ?? []} />
        <${ByNumber} to="/refunds" now=${number} />
      </div>
      <${Group} key=${address} group=${now} number=${number} asked=${asked} address=${address}
          turned=${{ cursor, page }} />
    <//>
  `;
}
