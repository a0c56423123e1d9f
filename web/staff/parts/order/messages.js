/** What an order's student was told, how each message went, as far as its channel says, and sending one by hand. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Table } from '../../../shared/table.js';
import { Await } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { listMessages, sendMessage } from '../../generated/client.js';
import { useMay } from '../../session.js';
import { FATES, TOLD_BY, TOLD_WHOM } from '../../told_words.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Ask } from '../ask.js';
import { Said } from '../said.js';

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

const SENT = '已交给系统发送，几秒后请刷新“发出的消息”看结果。';

/** seq: of the order as it is shown beside.
 * @param {{ orderId: string, seq: number }} props */
export function Messages({ orderId, seq }) {
  const may = useMay();
  const loaded = useLoaded(() => listMessages(orderId), [orderId, seq]);
  const [asks, setAsks] = useState(false);
  const [said, setSaid] = useState('');
  const send = async () => {
    await sendMessage(orderId, {});
    setAsks(false);
    setSaid(SENT);
  };
  const sendable = may('MANAGER', 'FINANCE') && loaded.value?.sendable;
  const acts = html`
    ${said && html`<${Button} kind="default" onClick=${loaded.reload}>刷新<//>`}
    ${sendable && html`<${Button} kind="default" onClick=${() => setAsks(true)}>给学生发消息<//>`}
  `;
  return html`<${Card} title="发出的消息" foot=${FOOT} acts=${acts}>
    <${Said}>${said}<//>
    <${Await} of=${loaded}>${(/** @type {ToldMessages} */ { messages }) => html`
      <${Table} title="发出的消息" columns=${COLUMNS} rows=${messages}
          keyOf=${(/** @type {ToldMessage} */ one) => `${one.at} ${one.channel} ${one.to} ${one.kind}`}
          empty="还没有发过消息" />
    `}<//>
    ${
      asks &&
      html`<${Ask} title="给学生发消息" yes="发送" reason=${false} onYes=${send} onNo=${() => setAsks(false)}>
        <p>按订单现在的状态，告诉学生：</p>
        <p><strong>${sendable}</strong></p>
        <p class="small">学生订阅了微信的，发微信；否则发短信。3 小时内只能发一次，记入审计记录。</p>
      <//>`
    }
  <//>`;
}
