/** How much each reviewer decided on one day. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { reviewerStatistics } from '../generated/client.js';
import { Table } from '../../shared/table.js';
import { useMay } from '../session.js';

/** @import { ReviewerCount, ReviewerCounts } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

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
  const sum = { staff_id: '', name: '合计', approved: sumOf('approved'), rejected: sumOf('rejected') };
  const sorted = [...reviewers].sort((one, other) => total(other) - total(one));
  return sorted.length > 1 ? [...sorted, sum] : sorted;
}

/** @param {{ day?: string }} props */
function Statistics({ day }) {
  const loaded = useLoaded(() => reviewerStatistics({ day: day || null }), [day]);
  return html`<${Await} of=${loaded}>${(/** @type {ReviewerCounts} */ { day: shown, reviewers }) => html`
    <div class="bar">
      <${Field} name="day" label="日期" type="date" value=${shown}
          onChange=${({ target }) => target.value && replace('/review/statistics', { day: target.value })} />
    </div>
    <${Table} title=${`${shown} 的审核数量`} columns=${COLUMNS} rows=${rows(reviewers)}
        keyOf=${(/** @type {ReviewerCount} */ { staff_id: id }) => id} empty="这一天没有审核记录" />
    <p class="small">按北京时间统计；决定作出后几分钟内计入。</p>
  `}<//>`;
}

/** day: 2027-05-20, in the address; today without it. */
export default function ReviewStatistics({ day = '' }) {
  const may = useMay();
  return html`<${Page} title="审核统计" back="#/review">
    ${
      may('REVIEWER', 'MANAGER')
        ? html`
          <${Statistics} day=${day} />
        `
        : html`<p class="notice notice-warn">您的角色不能查看审核统计。</p>`
    }
  <//>`;
}
