/** What an order's student was told, and how each message went, as far as its channel says. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Table } from '../../../shared/table.js';
import { Await } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { listMessages } from '../../generated/client.js';
import { FATES, TOLD_BY, TOLD_WHOM } from '../../told_words.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';

/** @import { ToldMessage, ToldMessages } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */

/** @param {{ of: ToldMessage }} props */
function Fate({ of: { channel, fate } }) {
  const [turn, words, why] = FATES[fate];
  return html`
    <${Badge} turn=${turn}>${words}<//>${why[channel] && html`<br /><span class="small">${why[channel]}</span>`}
  `;
}

/** @type {Column<ToldMessage>[]} */
const COLUMNS = [
  [
    '内容',
    ({ text, to }) => html`${text}${to !== 'owner' && html`<br /><span class="small">发给${TOLD_WHOM[to]}</span>`}`,
  ],
  [
    '渠道',
    ({ channel, phone }) => html`${TOLD_BY[channel]}${phone && html`<br /><span class="small">${phone}</span>`}`,
  ],
  ['时间', ({ at }) => when(at), 'nowrap'],
  ['结果', (one) => html`<${Fate} of=${one} />`],
];
const FOOT = '“已发出”是渠道已接收，不等于学生已看到。短信按模板发送，这里是其中填写的内容。';

/** seq: of the order as it is shown beside.
 * @param {{ orderId: string, seq: number }} props */
export function Messages({ orderId, seq }) {
  const loaded = useLoaded(() => listMessages(orderId), [orderId, seq]);
  return html`<${Card} title="发出的消息" foot=${FOOT}>
    <${Await} of=${loaded}>${(/** @type {ToldMessages} */ { messages }) => html`
      <${Table} title="发出的消息" columns=${COLUMNS} rows=${messages}
          keyOf=${(/** @type {ToldMessage} */ one) => `${one.at} ${one.channel} ${one.to} ${one.kind}`}
          empty="还没有发过消息" />
    `}<//>
  <//>`;
}
