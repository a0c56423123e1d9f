/** Tables that are imported: a new one, and the branch's latest. */
import { html } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated } from '../../shared/hooks.js';
import { go } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { GOING_ON, IMPORT_STATES, KINDS, outcome, TURNS } from '../import_words.js';
import { listImports, listTasks } from '../generated/client.js';
import { ImportForm } from '../parts/import_form.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Card } from '../ui/card.js';

/** @import { DeskTasks, ImportView, ImportViews } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const PACE = rarer(2000, 15_000);

/** @type {(titles: Map<string, string>) => Column<ImportView>[]} */
const COLUMNS = (titles) => [
  ['时间', ({ import_id: id, created_at: at }) => html`<a href=${`#/imports/${id}`}>${when(at)}</a>`, 'nowrap'],
  ['表格', ({ kind }) => KINDS[kind].name, 'nowrap'],
  ['任务', ({ task_id: id }) => id && html`<a href=${`#/tasks/${id}`}>${titles.get(id) ?? id}</a>`],
  ['状态', ({ state }) => html`<${Badge} turn=${TURNS[state]}>${IMPORT_STATES[state]}<//>`, 'nowrap'],
  ['结果', outcome],
  ['导入人', ({ staff_name: name }) => name, 'nowrap'],
];

/** @param {{ kind?: string, task?: string }} props */
export default function Imports({ kind, task }) {
  const tasks = useLoaded(listTasks);
  const imports = useLoaded(listImports);
  useRepeated(imports.reload, PACE, Boolean(imports.value?.imports.some(({ state }) => GOING_ON.has(state))));
  const titles = new Map(tasks.value?.tasks.map(({ task_id: id, settings }) => [id, settings.title]));
  return html`<${Page} title="导入表格">
    <div class="import-cols">
      <${Await} of=${tasks}>${(/** @type {DeskTasks} */ { tasks: all }) => html`
        <${ImportForm} tasks=${all} first=${{ kind, task }}
            onStarted=${(/** @type {ImportView} */ { import_id: id }) => go(`/imports/${id}`)} />
      `}<//>
      <${Card} title="最近的导入">
        <${Await} of=${imports}>${(/** @type {ImportViews} */ { imports: rows }) => html`
          <${Table} title="最近的导入" columns=${COLUMNS(titles)} rows=${rows}
              keyOf=${(/** @type {ImportView} */ { import_id: id }) => id} empty="还没有导入过表格" />
        `}<//>
      <//>
    </div>
  <//>`;
}
