/** A channel's days around one of them: which fit, which differ, and which nobody has matched. */
import { html } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { link } from '../../../shared/router.js';
import { dayBeside } from '../../days.js';
import { listBills } from '../../generated/client.js';

/** @import { BillSummary } from '../../../shared/generated/types' */

const [SHOWN, AFTER] = [14, 4]; // days, of which so many after the one that is looked at

/** [mark, in words, class]  @type {Record<string, (bill: BillSummary) => [string, string, string]>} */
const MARKS = {
  MATCHED: () => ['✓', '核对一致', 'good'],
  DIFFERENT: ({ differences }) => [`${differences}`, `${differences} 笔差异`, 'bad'],
  MISSING: () => ['…', '没有核对', 'warn'],
};

/** 11月26日  @param {string} day */
const inWords = (day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** @param {{ of: BillSummary, now: string }} props */
const One = ({ of: bill, now }) => {
  const [mark, words, tone] = MARKS[bill.state](bill);
  return html`<a class="bill-day" href=${link(`/bills/${bill.channel}/${bill.day}`)}
      aria-current=${bill.day === now ? 'date' : null} aria-label=${`${inWords(bill.day)}：${words}`}>
    <span>${Number(bill.day.slice(8))}</span><b class=${tone}>${mark}</b>
  </a>`;
};

/** @param {{ channel: string, day: string }} props */
export function BillDays({ channel, day }) {
  const before = dayBeside(day, AFTER + 1);
  const loaded = useLoaded(() => listBills({ before }), [before]);
  const days = (loaded.value?.days ?? []).filter((one) => one.channel === channel).slice(0, SHOWN);
  if (days.length === 0) return null;
  return html`<nav class="bill-days" aria-label="这些天的账单">
    ${days.reverse().map((one) => html`<${One} key=${one.day} of=${one} now=${day} />`)}
  </nav>`;
}
