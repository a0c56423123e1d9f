/** One import: how far it is, what was wrong, and the way back. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated, useWork } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Button, ErrorBox, Facts, Link, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { GOING_ON, IMPORT_STATES, isUndoable, KINDS, outcome } from '../import_words.js';
import { listTasks, restartImport, showImport, undoImport } from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { Table } from '../../shared/table.js';
import { Card } from '../ui/card.js';
import { DoneOf } from '../ui/done_of.js';

/** @import { ImportView, ProblemRow } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const PACE = rarer(1000, 10_000);
/** @type {Record<string, string>} */
const TONES = { DONE: 'notice', REFUSED: 'notice notice-bad', STALLED: 'notice notice-warn' };
/** @type {Record<string, string>} */
const AFTER = {
  DONE: '',
  REFUSED: '请在表格中改正下列各处，保存后重新导入。',
  STALLED: '',
  UNDOING: '长时间没有结束时，可以再撤销一次。',
  UNDONE: '这次导入写入的行已全部删除，其他导入和订单不变。',
};

/** @type {Column<ProblemRow>[]} */
const COLUMNS = [
  ['行', ({ line }) => (line ? `第 ${line} 行` : '整张表'), 'nowrap'],
  ['列', ({ column }) => column, 'nowrap'],
  ['问题', ({ message }) => message],
  ['订单', ({ order_id: id }) => id && html`<a class="mono" href=${`#/orders/${id}`}>${id}</a>`],
];

/** said: read to whoever cannot see it, at every change.
 * @param {{ job: ImportView }} props */
const Now = ({ job }) => html`<div class=${TONES[job.state] ?? 'notice'} role="status">
  <p class="error-what">
    ${GOING_ON.has(job.state) && html`<span class="spin" aria-hidden="true"></span>`}${IMPORT_STATES[job.state]}
  </p>
  ${
    job.state === 'RUNNING' && job.rows > 0
      ? html`<${DoneOf} label="已导入的行" done=${job.done} total=${job.rows} left="可以离开这个页面" />`
      : outcome(job) && html`<p>${outcome(job)}</p>`
  }
  ${AFTER[job.state] && html`<p>${AFTER[job.state]}</p>`}
</div>`;

/** @param {string} importId */
async function loadAll(importId) {
  const [job, { tasks }] = await Promise.all([showImport(importId), listTasks()]);
  return { job, task: tasks.find(({ task_id: id }) => id === job.task_id) };
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
  const [run, busy, error] = useWork();
  return html`<${Page} title="导入结果" back="#/imports">
    <${Await} of=${loaded}>${(/** @type {Awaited<ReturnType<typeof loadAll>>} */ { job, task }) => html`
      <${Card}>
        <${Facts} rows=${[
          ['表格', KINDS[job.kind].name],
          ['任务', task && html`<a href=${`#/tasks/${task.task_id}`}>${task.settings.title}</a>`],
          ['时间', when(job.created_at)],
          ['导入人', job.staff_name],
        ]} />
      <//>
      <${Now} job=${job} />
      ${goesOn && over && html`<${Button} kind="default" onClick=${again}>继续查看<//>`}
      ${
        job.problems.length > 0 &&
        html`
          <${Card} title="问题" foot=${
            job.wrong > job.problems.length && `只列出前 ${job.problems.length} 条，共 ${job.wrong} 条。`
          }>
            <${Table} title="问题" columns=${COLUMNS} rows=${job.problems}
                keyOf=${(/** @type {ProblemRow} */ row) => job.problems.indexOf(row)} />
          <//>
        `
      }
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
          isUndoable(job) &&
          html`<${Button} kind="risk" onClick=${() => setAsking(true)}>
            ${job.state === 'UNDOING' ? '再撤销一次' : '撤销这次导入'}
          <//>`
        }
      </div>
      ${
        asking &&
        html`
          <${Ask} title="撤销这次导入" yes="撤销" danger
              onYes=${(/** @type {Record<string, unknown>} */ answers) => change(undoImport(importId, answers))}
              onNo=${() => setAsking(false)}>
            <p>只删除这次导入写入的人；其他导入写入的人和已有的订单都不变。</p>
          <//>
        `
      }
    `}<//>
  <//>`;
}
