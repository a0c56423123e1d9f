/** The channels' daily bills beside our ledger, a month at a time. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded, useRepeated } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { listBills } from '../generated/client.js';
import { inYuan } from '../money_words.js';
import { BillVerdict } from '../parts/bill_verdict.js';
import { MatchAgain, PACE } from '../parts/match_again.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { Button } from '../ui/button.js';

/** @import { BillList, BillSummary } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {(row: BillSummary) => Children} say */
const known = (say) => (/** @type {BillSummary} */ one) => (one.state === 'MISSING' ? '—' : say(one));

/** @type {Column<BillSummary>[]} */
const COLUMNS = [
  ['日期', ({ day }) => day, 'nowrap'],
  ['渠道', ({ name }) => name, 'nowrap'],
  ['结果', (one) => html`<${BillVerdict} of=${one} />`, 'nowrap'],
  ['收款笔数', known(({ payments }) => payments), 'number'],
  ['收款（元）', known(({ paid }) => inYuan(paid)), 'number'],
  ['退款笔数', known(({ refunds }) => refunds), 'number'],
  ['退款（元）', known(({ returned }) => inYuan(returned)), 'number'],
  ['核对时间', known(({ matched_at: at }) => when(at)), 'nowrap'],
  [
    '明细',
    ({ channel, day, name }) => html`
      <a href=${link(`/bills/${channel}/${day}`)} aria-label=${`${day} ${name}`}>查看</a>
    `,
    'act',
  ],
];

/** @param {BillSummary} bill */
const keyOf = ({ channel, day, matched_at: at }) => `${channel} ${day} ${at}`;

/** @param {{ day: string, made: string[] }} matched @param {boolean} awaited */
const told = ({ day, made }, awaited) => {
  if (awaited) return `已安排重新核对 ${day} 的账单，完成后自动显示新的结果`;
  return made.length ? `已经重新核对 ${day} 的账单` : `已安排重新核对 ${day} 的账单，几分钟后完成`;
};

/** @param {{ before?: string }} props */
function Month({ before }) {
  const month = useLoaded(() => listBills({ before }), [before]);
  const [asking, setAsking] = useState(false);
  // the day that is matched again, and its bills before
  const [again, setAgain] = useState(/** @type {{ day: string, made: string[] } | null} */ (null));
  const awaited = again !== null && (month.value?.days ?? []).some((one) => again.made.includes(keyOf(one)));
  useRepeated(month.reload, PACE, awaited);
  const asked = (/** @type {string} */ day) => {
    setAsking(false);
    setAgain({ day, made: (month.value?.days ?? []).filter((one) => one.day === day).map(keyOf) });
  };
  return html`
    <${Page} title="对账" lead="每天 10:30 自动下载前一天的账单，与系统账目逐笔核对；失败的一周内每天重试。" wide
        acts=${html`<${Button} kind="default" cap="R" onClick=${() => setAsking(true)}>核对某一天<//>`}>
      <${Said}>${again && told(again, awaited)}<//>
      <${Await} of=${month}>${(/** @type {BillList} */ { days }) => html`
        <${Table} title="每天的账单" columns=${COLUMNS} rows=${days}
            keyOf=${(/** @type {BillSummary} */ { channel, day }) => `${channel} ${day}`} />
        <div class="bar">
          ${before && html`<a href=${link('/bills')}>回到最近</a>`}
          <a href=${link('/bills', { before: days.at(-1)?.day })}>更早的一个月</a>
        </div>
      `}<//>
      ${asking && html`<${MatchAgain} onDone=${asked} onNo=${() => setAsking(false)} />`}
    <//>
  `;
}

export default (/** @type {{ before?: string }} */ { before }) => html`<${Month} key=${before} before=${before} />`;
