/** One import: how far it is, what was wrong, and the way back. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated, useWork } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Button, ErrorBox, Link, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { restartImport, showImport, showTask, undoImport } from '../generated/client.js';
import { Match } from '../parts/imports/match.js';
import { Steps } from '../parts/imports/steps.js';
import { OrderLink } from '../parts/order_rows.js';
import { TakeBack } from '../parts/imports/take_back.js';
import {
  GOING_ON,
  IMPORT_STATES,
  isMendable,
  isUndoable,
  KINDS,
  leftOf,
  outcome,
  TURNS,
} from '../parts/imports/words.js';
import { WrongRows } from '../parts/imports/wrong_rows.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { DoneOf } from '../ui/done_of.js';

/** @import { ImportView, ProblemRow } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const PACE = rarer(1000, 10_000);
/** @type {Record<string, string>} */
const TONES = { DONE: 'notice', REFUSED: 'notice notice-bad', STALLED: 'notice notice-warn' };
/** @type {Record<string, string>} */
const AFTER = {
  DONE: '',
  REFUSED: '还没有写入任何一行。请在原来的表格中改正，再重新导入。',
  STALLED: '',
  UNDOING: '长时间没有结束时，可以再撤销一次。',
  UNDONE: '这次导入写入的行已全部删除，其他导入和订单不变。',
};

/** @type {Column<ProblemRow>[]} */
const COLUMNS = [
  ['行', ({ line }) => (line ? `第 ${line} 行` : '整张表'), 'nowrap'],
  ['列', ({ column }) => column, 'nowrap'],
  ['问题', ({ message }) => message],
  ['订单', ({ order_id: id }) => id && html`<${OrderLink} id=${id}>查看订单<//>`],
];

/** said: read to whoever cannot see it, at every change.
 * @param {{ job: ImportView }} props */
const Now = ({ job }) => html`<div class=${TONES[job.state] ?? 'notice'} role="status">
  <p class="error-what">
    ${GOING_ON.has(job.state) && html`<span class="spin" aria-hidden="true"></span>`}${IMPORT_STATES[job.state]}
  </p>
  ${
    job.state === 'RUNNING' && job.rows > 0
      ? html`<${DoneOf} label="已导入的行" done=${job.done} total=${job.rows}
          left=${[leftOf(job), '可以离开此页'].filter(Boolean).join('，')} />`
      : outcome(job) && html`<p>${outcome(job)}</p>`
  }
  ${AFTER[job.state] && html`<p>${AFTER[job.state]}</p>`}
</div>`;

/** What is wrong besides the rows that can be corrected above.  @param {{ job: ImportView }} props */
function Problems({ job }) {
  const { problems, wrong } = job;
  const mends = isMendable(job);
  const shown = problems.filter(({ line, order_id: id }) => !mends || line === 0 || id !== null);
  return (
    shown.length > 0 &&
    html`
      <${Card} title=${mends ? '请留意' : '问题'} foot=${
        !mends && wrong > problems.length && `只列出前 ${problems.length} 条，共 ${wrong} 条。`
      }>
        <${Table} title="问题" columns=${COLUMNS} rows=${shown}
            keyOf=${(/** @type {ProblemRow} */ row) => problems.indexOf(row)} />
      <//>
    `
  );
}

/** @param {string} importId */
async function loadAll(importId) {
  const job = await showImport(importId);
  return { job, task: job.task_id ? await showTask(job.task_id) : undefined };
}

/** @param {{ importId: string }} props */
export default function Import({ importId }) {
  const loaded = useLoaded(() => loadAll(importId), [importId]);
  const [asking, setAsking] = useState(false);
  const goesOn = GOING_ON.has(loaded.value?.job.state ?? '');
  const show = (/** @type {ImportView} */ job) => loaded.set({ task: loaded.value?.task, job });
  const look = async () => show(await showImport(importId));
  const [over, again] = useRepeated(look, PACE, goesOn);

  /** asking: the server, for what becomes of it. */
  const change = async (/** @type {Promise<ImportView>} */ asking) => {
    try {
      show(await asking);
      setAsking(false);
      again();
    } catch (refusal) {
      loaded.reload();
      throw refusal;
    }
  };
  const sent = (/** @type {ImportView} */ job) => {
    show(job);
    again();
  };
  const [run, busy, error] = useWork();
  return html`<${Page} title="导入结果" back="#/imports" wide>
    <${Await} of=${loaded}>${(/** @type {Awaited<ReturnType<typeof loadAll>>} */ { job, task }) => html`
      <${Card} title=${KINDS[job.kind].name} beside=${html`
        <${Badge} turn=${TURNS[job.state]}>${IMPORT_STATES[job.state]}<//>
      `}
          acts=${html`<span class="small">${[job.file_name, job.rows > 0 && `${grouped(job.rows)} 行`]
            .filter(Boolean)
            .join(' · ')}</span>`}>
        <${Steps} job=${job} />
        <p class="small">
          ${task && html`<a href=${`#/tasks/${task.task_id}`}>${task.settings.title}</a> · `}
          ${job.staff_name} ${when(job.created_at)}
        </p>
      <//>
      ${isMendable(job) ? null : html`<${Now} job=${job} />`}
      ${goesOn && over && html`<${Button} kind="default" onClick=${again}>继续查看<//>`}
      ${job.correctable && html`<${WrongRows} key=${`${importId} ${job.corrections}`} job=${job} onSent=${sent} />`}
      <${Problems} job=${job} />
      ${job.head.length > 0 && html`<${Match} key=${importId} job=${job} onSent=${sent} />`}
      <${ErrorBox} error=${error} />
      <div class="bar">
        ${
          job.state === 'STALLED' &&
          html`
            <${Button} busy=${busy} onClick=${() => run(() => change(restartImport(importId)))}>重新开始<//>
          `
        }
        ${
          !goesOn &&
          html`<${Link} kind="default" href=${link('/imports', { kind: job.kind, task: job.task_id })}>
            再导入一张
          <//>`
        }
        ${
          job.kind === 'CHSI' &&
          job.state === 'DONE' &&
          html`<${Link} kind="default" href=${link('/chsi', { task: job.task_id })}>看学信网退回<//>`
        }
        ${
          isUndoable(job) &&
          html`<${Button} kind="risk" onClick=${() => setAsking(true)}>
            ${job.state === 'UNDOING' ? '再撤销一次' : '撤销这次导入'}
          <//>`
        }
      </div>
      ${
        asking &&
        html`
          <${TakeBack} job=${job} task=${task} onNo=${() => setAsking(false)}
              onYes=${(/** @type {{ reason: string }} */ answers) => change(undoImport(importId, answers))} />
        `
      }
    `}<//>
  <//>`;
}
