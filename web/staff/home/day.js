/** How the day goes: what came in, what was decided, how long that was waited for, and who decided. */
import { html } from '../../shared/vendor/preact.js';
import { Table } from '../../shared/table.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { Spark } from '../ui/charts/spark.js';
import { Stat, Stats } from '../ui/stat.js';
import { passRate } from './words.js';

/** @import { BranchFigures, HomeReviewer, HomeView } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

/** [45, 分], [6.2, 小时]; of what was timed, only what took longer than a week is not known.
 * @param {number | null} hours @returns {[figure: string, unit: string]} */
export function inHours(hours) {
  if (hours === null) return ['一周以上', ''];
  return hours < 1 ? [String(Math.max(1, Math.round(60 * hours))), '分'] : [hours.toFixed(1), '小时'];
}

/** @param {{ of: BranchFigures }} props */
function Took({ of: { timed, median_hours: median, p95_hours: most, usual } }) {
  const [half, unit] = inHours(median);
  const [nearly, itsUnit] = inHours(most);
  const figure = html`${half} <small>${unit}</small> / ${nearly} <small>${itsUnit}</small>`;
  const read = usual ? `学生看到：通常 ${usual}内审核` : '审完的还太少，学生看到任务承诺的工作日';
  return html`<${Stat} label="审核用时（从提交起）中位 / 95 %" figure=${timed ? figure : '—'} line=${read} />`;
}

/** @param {{ of: HomeView }} props */
export function Day({ of: { figures, tasks } }) {
  if (!figures) return null;
  const { days } = figures;
  const [today, yesterday] = [days[days.length - 1], days[days.length - 2]];
  const first = tasks.reduce(
    (sum, { approved, rejected }) => ({ approved: sum.approved + approved, rejected: sum.rejected + rejected }),
    { approved: 0, rejected: 0 },
  );
  const looked = first.approved + first.rejected;
  const whose = `开放中的任务，首次审核 ${grouped(looked)} 人`;
  return html`<${Stats}>
    <${Stat} label="今天提交" figure=${grouped(today.submitted)} line=${`昨天 ${grouped(yesterday.submitted)}`}
        spark=${html`<${Spark} label="每天提交" values=${days.map(({ submitted }) => submitted)} />`} />
    <${Stat} label="今天审完" figure=${grouped(today.decided)} line=${`昨天 ${grouped(yesterday.decided)}`}
        spark=${html`<${Spark} label="每天审完" values=${days.map(({ decided }) => decided)} />`} />
    <${Took} of=${figures} />
    ${looked > 0 && html`<${Stat} label="一次通过率" figure=${passRate(first)} line=${whose} />`}
  <//>`;
}

const ENOUGH = 0.9; // of what is hidden among a reviewer's pictures

/** @param {HomeReviewer} props */
function Caught({ planted, caught }) {
  if (!planted) return '—';
  const share = caught / planted;
  return html`<span class=${share < ENOUGH ? 'soon' : null}>${Math.round(100 * share)} %</span>`;
}

/** @type {Column<HomeReviewer>[]} */
const COLUMNS = [
  ['姓名', ({ name }) => name || '（已不在）'],
  ['审完', ({ approved, rejected }) => html`<b>${grouped(approved + rejected)}</b>`, 'number'],
  ['驳回', ({ rejected }) => grouped(rejected), 'number'],
  ['查出率', Caught, 'number'],
];

/** own: she sees only herself.  @param {{ of: HomeView, own: boolean }} props */
export function Reviewers({ of: { reviewers }, own }) {
  const title = own ? '我今天的审核' : '今天的审核员';
  const empty = own ? '今天还没有审核照片。' : '今天还没有人审核照片。';
  const foot =
    reviewers.some(({ planted }) => planted) && '查出率：近 30 天混入的问题照片被查出的比例，应在 90 % 以上。';
  return html`<${Card} title=${title} foot=${foot}>
    <${Table} title=${title} columns=${COLUMNS} rows=${reviewers} empty=${empty}
        keyOf=${(/** @type {HomeReviewer} */ { staff_id: id }) => id} />
  <//>`;
}
