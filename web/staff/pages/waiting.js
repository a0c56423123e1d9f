/** What waits for somebody's word: proposals of two, and orders in which something must be decided. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { useBackInTab, useWork } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { ErrorBox, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { countAgain } from '../counts.js';
import { whatWaits } from '../generated/client.js';
import { WHY } from '../money_words.js';
import { ORDER_COLUMNS, OrderLink } from '../parts/order_rows.js';
import { Proposals } from '../parts/proposals.js';
import { Said } from '../parts/said.js';
import { useMay } from '../session.js';
import { Table } from '../../shared/table.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Empty } from '../ui/empty.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeskOrder, ProposalView, WaitingList, WaitingOrder } from '../../shared/generated/types' */
/** @import { Turned } from '../ui/pages.js' */

/** Where finance does what is its own.  @type {Record<string, [words: string, address: string]>} */
const DESKS = {
  SUSPECT: ['对不上的付款', link('/payments', { group: 'DOUBT' })],
  REFUND_STUCK: ['需要处理的退款', link('/refunds', { group: 'STUCK' })],
  REFUND_WAITS: ['需要处理的退款', link('/refunds', { group: 'STUCK' })],
};

/** @param {{ of: WaitingOrder['why'] }} props */
function Why({ of: why }) {
  const may = useMay();
  return html`<ul class="plain">${why.map((one) => {
    const desk = may('FINANCE') && DESKS[one];
    return html`<li>
      <strong>${WHY[one][0]}</strong><br /><span class="small">${WHY[one][1]}</span>
      ${desk && html`<br /><a class="small" href=${desk[1]}>${desk[0]}</a>`}
    </li>`;
  })}</ul>`;
}

const [STUDENT, TASK, STATE, PRICE] = ORDER_COLUMNS.map(([name, say, kind]) => [
  name,
  (/** @type {{ order: DeskOrder }} */ { order }) => say(order),
  kind,
]);
const COLUMNS = [
  ['为什么', (/** @type {{ why: string[] }} */ { why }) => html`<${Why} of=${why} />`],
  STUDENT,
  TASK,
  STATE,
  PRICE,
  [
    '补交期限',
    (/** @type {{ order: DeskOrder }} */ { order: { deadline } }) => (deadline ? when(deadline) : '—'),
    'nowrap',
  ],
  [
    '处理',
    (/** @type {{ order: DeskOrder }} */ { order: { order_id: id, student } }) => html`
      <${OrderLink} id=${id} label=${`去处理${student.name}的订单`}>去处理<//>
    `,
    'act',
  ],
];

/** first: those of the page that was read; after: where more are; a page read anew begins with its own again.
 * @param {{ first: ProposalView[], after: string | null, onDone: (words: string) => unknown,
 *   onStale: () => unknown }} props */
function ByTwo({ first, after, onDone, onStale }) {
  const [later, setLater] = useState({ first, proposals: /** @type {ProposalView[]} */ ([]), after });
  const [run, busy, error] = useWork();
  const known = later.first === first ? later : { first, proposals: [], after };
  const more = () =>
    run(async () => {
      const page = await whatWaits({ cursor: null, proposals_after: known.after });
      setLater({ first, proposals: [...known.proposals, ...page.proposals], after: page.proposals_after });
    });
  return html`
    <${Proposals} of=${[...first, ...known.proposals]} further=${known.after !== null} onDone=${onDone}
        onStale=${onStale} />
    <${ErrorBox} error=${error} retry=${more} />
    ${known.after && html`<div class="pages"><${Button} kind="default" busy=${busy} onClick=${more}>显示更多<//></div>`}
  `;
}

/** @param {Turned} turned */
export default function Waiting(turned) {
  const list = usePages((cursor) => whatWaits({ cursor, proposals_after: null }), link('/waiting'), turned);
  useBackInTab(list.reload);
  useEffect(() => {
    if (list.value) countAgain();
  }, [list.value]);
  const [said, setSaid] = useState('');
  const done = (/** @type {string} */ words) => {
    setSaid(words);
    list.reload();
  };
  const refresh = html`<button type="button" class="text-btn" onClick=${() => done('列表已刷新')}>刷新</button>`;
  return html`<${Page} title="待处理" lead="每天清空一次。" wide beside=${refresh}>
    <${Said}>${said}<//>
    <${InPages} of=${list}>${(/** @type {WaitingList} */ { proposals, proposals_after: after, orders }) => html`
      ${
        list.number === 1 &&
        html`<${Card} title="等待第二个人确认">
          <${ByTwo} first=${proposals} after=${after} onDone=${done} onStale=${list.reload} />
        <//>`
      }
      <${Card} title="等待决定的订单">
        <${Table} title="等待决定的订单" columns=${COLUMNS} rows=${orders}
            keyOf=${(/** @type {WaitingOrder} */ { order }) => order.order_id}
            empty=${list.empty(html`<${Empty} sign="check" title="没有需要决定的订单" />`)} />
      <//>
    `}<//>
  <//>`;
}
