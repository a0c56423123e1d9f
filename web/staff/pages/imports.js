/** Tables that are imported: a new one, and the branch's latest. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated } from '../../shared/hooks.js';
import { go, link } from '../../shared/router.js';
import { Await, Button, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { GOING_ON, IMPORT_STATES, isUndoable, KINDS, leftOf, outcome, TURNS } from '../parts/imports/words.js';
import { listImports, listTasks, undoImport } from '../generated/client.js';
import { ImportForm } from '../parts/imports/form.js';
import { TakeBack } from '../parts/imports/take_back.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { DoneOf } from '../ui/done_of.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeskTasks, ImportView, ImportViews } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Turned } from '../ui/pages.js' */

const PACE = rarer(2000, 15_000);

/** How far it is, and what its rows became.  @param {{ job: ImportView }} props */
const Result = ({ job }) =>
  job.state === 'RUNNING' && job.rows > 0
    ? html`<${DoneOf} label="写入" done=${job.done} total=${job.rows} left=${leftOf(job)} />`
    : html`
      <${Badge} turn=${TURNS[job.state]}>${IMPORT_STATES[job.state]}<//> <span class="small">${outcome(job)}</span>
    `;

/** What is done with it here; all else on its own page.
 * @param {{ job: ImportView, onUndo: (job: ImportView) => unknown }} props */
function Act({ job, onUndo }) {
  const what = `${KINDS[job.kind].name} ${when(job.created_at)}`;
  if (job.correctable)
    return html`<a class="weui-btn weui-btn_default" href=${`#/imports/${job.import_id}`}
        aria-label=${`改 ${job.wrong} 处：${what}`}>改 ${job.wrong} 处</a>`;
  return (
    isUndoable(job) &&
    html`<${Button} kind="default" aria-label=${`撤销：${what}`} onClick=${() => onUndo(job)}>撤销<//>`
  );
}

/** @type {(titles: Map<string, string>, onUndo: (job: ImportView) => unknown) => Column<ImportView>[]} */
const COLUMNS = (titles, onUndo) => [
  [
    '表格',
    ({ import_id: id, kind, file_name: file }) => html`
      <a href=${`#/imports/${id}`}>${KINDS[kind].name}</a>${file && html`<br /><small class="file-of">${file}</small>`}
    `,
    'nowrap',
  ],
  ['任务', ({ task_id: id }) => (id ? html`<a href=${`#/tasks/${id}`}>${titles.get(id) ?? id}</a>` : '—')],
  ['谁', ({ staff_name: name, created_at: at }) => html`${name} <span class="soft nowrap">${when(at)}</span>`],
  ['结果', (job) => html`<${Result} job=${job} />`],
  ['处理', (job) => html`<${Act} job=${job} onUndo=${onUndo} />`, 'act'],
];

/** kind, task: of a new one, chosen already.
 * @param {{ kind?: string, task?: string } & Turned} props */
export default function Imports({ kind, task, ...turned }) {
  const tasks = useLoaded(listTasks);
  const imports = usePages((cursor) => listImports({ cursor }), link('/imports', { kind, task }), turned);
  const goesOn = Boolean(imports.value?.imports.some(({ state }) => GOING_ON.has(state)));
  const [over, again] = useRepeated(imports.reload, PACE, goesOn);
  const [undoing, setUndoing] = useState(/** @type {ImportView | null} */ (null));
  const undo = async (/** @type {{ reason: string }} */ answers) => {
    if (undoing) await undoImport(undoing.import_id, answers);
    setUndoing(null);
    imports.reload();
  };
  const titles = new Map(tasks.value?.tasks.map(({ task_id: id, settings }) => [id, settings.title]));
  return html`<${Page} title="导入表格" lead="整张表先检查一遍，全部正确才写入；提交后可以离开，结果留在这里。" wide>
    <div class="import-cols">
      <div class="import-col">
        <${Await} of=${tasks}>${(/** @type {DeskTasks} */ { tasks: all }) => html`
          <${ImportForm} tasks=${all} first=${{ kind, task }}
              onStarted=${(/** @type {ImportView} */ { import_id: id }) => go(`/imports/${id}`)} />
        `}<//>
      </div>
      <${Card} title="以前的导入">
        <${InPages} of=${imports}>${(/** @type {ImportViews} */ { imports: rows }) => html`
          <${Table} title="以前的导入" columns=${COLUMNS(titles, setUndoing)} rows=${rows}
              keyOf=${(/** @type {ImportView} */ { import_id: id }) => id} empty=${imports.empty('还没有导入过表格')} />
        `}<//>
        ${goesOn && over && html`<div class="bar"><${Button} kind="default" onClick=${again}>继续查看<//></div>`}
      <//>
    </div>
    ${
      undoing &&
      html`<${TakeBack} job=${undoing} task=${tasks.value?.tasks.find(({ task_id: id }) => id === undoing.task_id)}
          onYes=${undo} onNo=${() => setUndoing(null)} />`
    }
  <//>`;
}
