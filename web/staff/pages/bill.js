/** A channel's bill of one day: what differs from our ledger, and the whole as a file. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useLoaded, useRepeated, useWork } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, ErrorBox, Facts, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { dayBeside, isDay } from '../days.js';
import { fetchBill, showBill } from '../generated/client.js';
import { CHANNELS, inYuan } from '../money_words.js';
import { BillVerdict } from '../parts/bill_verdict.js';
import { MatchAgain, PACE } from '../parts/match_again.js';
import { BillDays } from '../parts/money/bill_days.js';
import { BillActs, BillKind, BillNumber, BillStory } from '../parts/money/bill_line.js';
import { Said } from '../parts/said.js';
import { save } from '../../shared/save.js';
import { Table } from '../../shared/table.js';
import { Button, LinkButton } from '../ui/button.js';
import { Card } from '../ui/card.js';

/** @import { BillLineView, BillReport } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const LISTED = 1000; // differences of a report that are listed

/** @type {Column<BillLineView>[]} */
const COLUMNS = [
  ['差异', (line) => html`<${BillKind} of=${line} />`, 'nowrap'],
  ['类型', ({ returned }) => (returned ? '退款' : '收款'), 'nowrap'],
  ['单号', (line) => html`<${BillNumber} of=${line} />`],
  ['系统（元）', ({ here }) => here || '—', 'number'],
  ['渠道（元）', ({ there }) => there || '—', 'number'],
  ['时间', ({ at }) => when(at), 'nowrap'],
  ['发生了什么', (line) => html`<${BillStory} of=${line} />`],
  ['处理', (line) => html`<${BillActs} of=${line} />`, 'act'],
];

/** @param {{ channel: string, day: string }} props */
function Files({ channel, day }) {
  const [run, busy, error] = useWork();
  const fetch = (/** @type {string} */ kind) =>
    run(async () => {
      const { name, type, data } = await fetchBill(channel, day, { kind });
      save(
        name,
        type,
        Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)),
      );
    });
  return html`
    <div class="bar">${['CSV', 'XLSX'].map(
      (kind) => html`
        <${Button} key=${kind} kind="default" busy=${busy} onClick=${() => fetch(kind)}>下载 ${kind}<//>
      `,
    )}</div>
    <${ErrorBox} error=${error} />
  `;
}

/** −15.00  @param {number} fen */
const signed = (fen) => `${fen < 0 ? '−' : ''}${inYuan(Math.abs(fen))}`;
/** @param {string} text yuan, or empty */
const fenOf = (text) => Math.round(Number(text || 0) * 100);
/** How much more the channel has than the system, of all lines that differ.  @param {BillLineView[]} lines */
function apart(lines) {
  const more = (/** @type {boolean} */ back) =>
    lines.filter(({ returned }) => returned === back).reduce((sum, one) => sum + fenOf(one.there) - fenOf(one.here), 0);
  const said = (/** @type {number} */ fen) => `${fen > 0 ? '+' : ''}${signed(fen)} 元`;
  return `核对时渠道比系统：收款 ${said(more(false))}，退款 ${said(more(true))}`;
}

/** In Shanghai; it has no bill yet. */
const today = () => new Date(now()).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

/** @param {BillLineView} line */
const keyOf = ({ kind, returned, number }) => `${kind} ${returned} ${number}`;

/** @param {{ of: BillReport }} props */
const Report = ({ of: { summary, lines } }) => html`
  <${Card} title="结果" beside=${html`<${BillVerdict} of=${summary} />`}>
    <${Facts} rows=${[
      ['收款', `${summary.payments} 笔，${inYuan(summary.paid)} 元`],
      ['退款', `${summary.refunds} 笔，${inYuan(summary.returned)} 元`],
      ['净额', `${signed(summary.paid - summary.returned)} 元`],
      ['相差', summary.differences > 0 && summary.differences <= LISTED && apart(lines)],
      ['非本系统的单号', summary.others ? `${summary.others} 笔，${inYuan(summary.others_fen)} 元，不参与核对` : ''],
      ['核对时间', when(summary.matched_at)],
    ]} />
    <${Files} channel=${summary.channel} day=${summary.day} />
  <//>
  <${Card} title="差异"
      beside=${summary.differences > 0 && `${summary.differences} 笔都处理后按“重新核对”，这一天才算平`}>
    ${summary.differences > LISTED && html`<p class="note">共 ${summary.differences} 笔，这里列出前 ${LISTED} 笔。</p>`}
    <${Table} title="差异" columns=${COLUMNS} rows=${lines}
        keyOf=${keyOf} empty="逐笔一致，没有差异" />
  <//>
`;

/** @param {{ channel: string, day: string }} props */
export default function Bill({ channel, day }) {
  const report = useLoaded(() => showBill(channel, day), [channel, day]);
  const [asking, setAsking] = useState(false);
  // when the report that is being replaced was made
  const [since, setSince] = useState(/** @type {string | null} */ (null));
  const made = report.value?.summary.matched_at ?? '';
  const awaited = since !== null && since === made;
  useRepeated(report.reload, PACE, awaited);
  const asked = () => {
    setAsking(false);
    setSince(made);
  };
  const shown = html`<${Await} of=${report}>${(/** @type {BillReport} */ found) => html`
    <${Report} of=${found} />
  `}<//>`;
  if (!isDay(day) || !Object.hasOwn(CHANNELS, channel))
    return html`<${Page} title="账单" back=${link('/bills')} wide>${shown}<//>`;
  return html`<${Page} title=${`${day} ${CHANNELS[channel]}账单`} back=${link('/bills')} wide
      acts=${html`
        <${LinkButton} kind="default" cap="[" href=${link(`/bills/${channel}/${dayBeside(day, -1)}`)}>前一天<//>
        ${
          dayBeside(day, 1) < today() &&
          html`<${LinkButton} kind="default" cap="]" href=${link(`/bills/${channel}/${dayBeside(day, 1)}`)}>后一天<//>`
        }
        <${Button} kind="default" cap="R" onClick=${() => setAsking(true)}>重新核对<//>
      `}>
    <${BillDays} channel=${channel} day=${day} />
    <${Said}>${since !== null && (awaited ? '已安排重新核对，完成后自动显示新的结果' : '已经重新核对')}<//>
    ${shown}
    ${asking && html`<${MatchAgain} day=${day} onDone=${asked} onNo=${() => setAsking(false)} />`}
  <//>`;
}
