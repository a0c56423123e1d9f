/** Asks before an import is taken back: how many people leave the list, and what stays. */
import { html } from '../../../shared/vendor/preact.js';
import { MESSAGES } from '../../../shared/generated/messages.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Await } from '../../../shared/ui.js';
import { monthDay } from '../../../shared/words.js';
import { foreseeUndo } from '../../generated/client.js';
import { Becomes } from '../../ui/becomes.js';
import { grouped } from '../../ui/charts/scale.js';
import { Ask } from '../ask.js';
import { KINDS } from './words.js';

/** @import { DeskTask, ImportView, TakeBack as Foreseen } from '../../../shared/generated/types' */
/** @import { Consequence } from '../../ui/becomes.js' */

/** What a student reads who is not on the list, by how the task collects.  @type {Record<string, string>} */
const REFUSED = { ENCRYPTED: MESSAGES.not_on_roster[0], PLAIN: MESSAGES.student_not_on_roster[0] };

/** @param {ImportView} job @param {DeskTask | undefined} task @param {Foreseen} foreseen @returns {Consequence[]} */
function becomes({ kind }, task, { rows, begun }) {
  const left = begun === null ? '' : html`${grouped(rows)} 人中 <strong>${grouped(rows - begun)}</strong> 人还没有开始`;
  const them = kind === 'ROSTER' ? `“${REFUSED[task?.settings.collect_mode ?? 'PLAIN']}”` : '可以在线上办理';
  return [
    ['去掉', left || html`<strong>${grouped(rows)}</strong> 人`],
    ['留下', begun ? `${grouped(begun)} 人已有订单，名单去掉也不影响` : '已有的订单，和其他导入写入的人'],
    ['学生', kind === 'ROSTER' ? `启用名单的任务里，没有开始的会看到${them}` : `被去掉的人${them}`],
    ['以后', '可以重新导入，撤销本身不能撤销'],
  ];
}

/** task: that it is for.
 * @param {{ job: ImportView, task: DeskTask | undefined, onYes: (answers: { reason: string }) => unknown,
 *   onNo: () => unknown }} props */
export function TakeBack({ job, task, onYes, onNo }) {
  const foreseen = useLoaded(() => foreseeUndo(job.import_id), [job.import_id]);
  const many = foreseen.value ? ` ${grouped(foreseen.value.rows)} 人` : '';
  return html`
    <${Ask} title=${`撤销 ${monthDay(job.created_at)} 的${KINDS[job.kind].name}`} yes=${`撤销${many}`} danger
        of=${job.import_id} onYes=${onYes} onNo=${onNo}>
      <${Await} of=${foreseen}>${(/** @type {Foreseen} */ value) => html`
        <${Becomes} rows=${becomes(job, task, value)} />
      `}<//>
    <//>
  `;
}
