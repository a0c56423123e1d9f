/** How much each reviewer decided on one day. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { dayBeside } from '../days.js';
import { reviewerStatistics } from '../generated/client.js';
import { Table } from '../../shared/table.js';
import { Quality } from '../parts/quality.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Bars } from '../ui/charts/bars.js';
import { Stat, Stats } from '../ui/stat.js';

/** @import { ReviewerCount, ReviewerCounts } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const SUM = '合计';
/** @type {ReviewerCount} */
const NOBODY = { staff_id: '', name: SUM, approved: 0, rejected: 0 };

/** @param {ReviewerCount} props */
const total = ({ approved, rejected }) => approved + rejected;
/** @param {ReviewerCount} row */
const share = (row) => (total(row) ? `${((100 * row.rejected) / total(row)).toFixed(1)}%` : '—');
/** @type {Column<ReviewerCount>[]} */
const COLUMNS = [
  ['审核员', ({ name, staff_id: id }) => name || html`<span class="mono">${id}</span>`],
  ['通过', ({ approved }) => approved, 'number'],
  ['驳回', ({ rejected }) => rejected, 'number'],
  ['合计', total, 'number'],
  ['驳回率', share, 'number'],
];

/** Everybody, the busiest first, and their sum.
 * @param {ReviewerCount[]} reviewers */
function rows(reviewers) {
  const sumOf = (/** @type {'approved' | 'rejected'} */ key) => reviewers.reduce((sum, one) => sum + one[key], 0);
  const sum = { staff_id: '', name: SUM, approved: sumOf('approved'), rejected: sumOf('rejected') };
  const sorted = [...reviewers].sort((one, other) => total(other) - total(one));
  return sorted.length > 1 ? [...sorted, sum] : sorted;
}

/** @param {string} day */
const show = (day) => replace('/review/statistics', { day });

/** The day before or after, or any that is chosen.
 * @param {{ day: string }} props */
const Day = ({ day }) => html`
  <${Button} kind="default" cap="[" onClick=${() => show(dayBeside(day, -1))}>前一天<//>
  <${Field} name="day" label="日期" type="date" value=${day}
      onChange=${({ target }) => target.value && show(target.value)} />
  <${Button} kind="default" cap="]" onClick=${() => show(dayBeside(day, 1))}>后一天<//>
`;

/** @param {ReviewerCount} one */
const bar = (one) => ({ key: one.staff_id, label: one.name || one.staff_id, value: total(one) });

/** @param {{ day?: string }} props */
function Statistics({ day }) {
  const loaded = useLoaded(() => reviewerStatistics({ day: day || null }), [day]);
  return html`<${Await} of=${loaded}>${(/** @type {ReviewerCounts} */ { day: shown, reviewers }) => {
    const all = rows(reviewers);
    const sum = all[all.length - 1] ?? NOBODY;
    const busiest = all.filter(({ staff_id: id }) => id);
    return html`
      <div class="bar day-bar"><${Day} day=${shown} /></div>
      <${Stats}>
        <${Stat} label="审核" figure=${total(sum)} unit="张" line=${`${busiest.length} 人审核`} />
        <${Stat} label="通过" figure=${sum.approved} unit="张" />
        <${Stat} label="驳回" figure=${sum.rejected} unit="张" line=${`驳回率 ${share(sum)}`} />
      <//>
      <div class="two">
        <${Card} title="各审核员" foot="按北京时间统计；决定作出后几分钟内计入。">
          <${Table} title=${`${shown} 的审核数量`} columns=${COLUMNS} rows=${all}
              keyOf=${(/** @type {ReviewerCount} */ { staff_id: id }) => id} empty="这一天没有审核记录" />
        <//>
        ${
          busiest.length > 1 &&
          html`<${Card} title="审核张数"><${Bars} title="各人审核的张数" rows=${busiest.map(bar)} /><//>`
        }
      </div>
    `;
  }}<//>`;
}

/** day: 2027-05-20, in the address; today without it. */
export default function ReviewStatistics({ day = '' }) {
  return html`<${Page} title="审核统计" back="#/review">
    <${Statistics} day=${day} />
    <${Quality} />
  <//>`;
}
