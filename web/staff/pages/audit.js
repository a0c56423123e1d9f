/** The audit trail: who did what, when, to what, and why. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { actionWords, dataWords, SUBJECTS } from '../audit_words.js';
import { listAccounts, listTasks, rejectReasons, searchAudit } from '../generated/client.js';
import { AuditFilter, daysOf } from '../parts/audit_filter.js';
import { Table } from '../../shared/table.js';
import { useMay } from '../session.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { AuditRow } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Names } from '../parts/audit_filter.js' */
/** @import { Turned } from '../ui/pages.js' */

/** Where a subject is: a colleague, in what she did.  @type {Record<string, (id: string) => string>} */
const PAGES = {
  order: (id) => link(`/orders/${encodeURIComponent(id)}`),
  task: (id) => link(`/tasks/${encodeURIComponent(id)}`),
  staff: (id) => link('/audit', { staff_id: id }),
};

/** Linked where it has a page; what has a name is called by it.
 * @param {{ subject: string, number: string, names: Names }} props */
function Subject({ subject, number, names }) {
  const [kind, id] = subject.split(' ');
  const words = SUBJECTS[kind] ?? kind;
  if (!id) return words;
  const named = names[kind]?.[id] ?? html`<span class="mono">${number || id}</span>`;
  return html`
    ${words} ${PAGES[kind] ? html`<a href=${PAGES[kind](id)}>${named}</a>` : named}
  `;
}

/** 李娜 修改员工角色：员工 王敏.  @param {{ row: AuditRow, names: Names }} props */
const Sentence = ({ row: { name, action, subject, number }, names }) => html`
  <b>${name}</b> ${actionWords(action)}：<${Subject} subject=${subject} number=${number} names=${names} />
`;

/** A page ends where it has looked through enough, though older rows may fit.
 * @param {import('../ui/pages.js').Pages<{ rows: AuditRow[], cursor: string | null }>} list */
function emptyOf(list) {
  const looked = list.value?.cursor?.split('#')[0];
  return looked ? `翻到 ${when(looked)} 还没有，请按下一页继续往前找。` : list.empty('没有符合条件的记录');
}

/** @param {{ row: AuditRow, known: Record<string, Record<string, string>> }} props */
const Data = ({ row, known }) =>
  html`<dl class="audit-data">${dataWords(row, known).map(
    ([name, value]) => html`<div>
      <dt>${name}：</dt><dd>${value}</dd>
    </div>`,
  )}</dl>`;

/** @template T @param {T[]} list @param {(one: T) => [id: string | undefined, name: string]} pair
 * @returns {Record<string, string>} */
const words = (list, pair) => Object.fromEntries(list.map(pair).map(([id, name]) => [id ?? '', name]));

/** What is known by name: of everybody whom this person may list, of tasks, and why photos are rejected.
 * @param {boolean} isAdmin */
async function loadNames(isAdmin) {
  const [{ reasons }, { tasks }, { accounts }] = await Promise.all([
    rejectReasons(),
    listTasks(),
    isAdmin ? listAccounts() : { accounts: [] },
  ]);
  return {
    accounts,
    reasons: words(reasons, ({ code, message }) => [code, message]),
    tasks: words(tasks, ({ task_id: id, settings }) => [id, settings.title]),
  };
}
/** @typedef {Awaited<ReturnType<typeof loadNames>>} Known */

/** {kind of subject: {id: name}}; whoever may not list everybody chooses of those she sees.
 * @param {Known} known @param {AuditRow[]} rows */
const namesOf = ({ accounts, tasks }, rows) => ({
  staff: words(
    /** @type {{ staff_id: string, name: string }[]} */ ([...rows, ...accounts]),
    ({ staff_id: id, name }) => [id, name],
  ),
  task: tasks,
});

/** @type {(known: Known, rows: AuditRow[]) => Column<AuditRow>[]} */
const columnsOf = (known, rows) => {
  const names = namesOf(known, rows);
  const { reasons } = known;
  const said = { reasons, overruled: reasons, proposed_by: names.staff, task: names.task };
  return [
    ['时间', ({ at }) => when(at), 'nowrap'],
    ['谁做了什么', (row) => html`<${Sentence} row=${row} names=${names} />`, 'audit-did'],
    ['为什么', ({ reason }) => reason || html`<span class="small">—</span>`, 'audit-reason'],
    ['内容', (row) => html`<${Data} row=${row} known=${said} />`],
  ];
};

/** @param {{ first?: string, last?: string, staff_id?: string, action?: string, text?: string,
 *   subject?: string } & Turned} props */
export default function Audit({ first, last, staff_id, action, text, subject, ...turned }) {
  const may = useMay();
  const wanted = { ...daysOf({ first, last }), staff_id, action, text, subject };
  const known = useLoaded(() => loadNames(may('ADMIN')));
  const list = usePages(
    async (before) => {
      const { rows, before: cursor } = await searchAudit({ ...wanted, before });
      return { rows, cursor };
    },
    link('/audit', wanted), // with its days: today's are others tomorrow
    turned,
  );
  const shown = list.value?.rows ?? [];
  return html`<${Page} title="审计记录" wide>
    <${AuditFilter} wanted=${wanted} names=${known.value ? namesOf(known.value, shown) : { staff: {}, task: {} }} />
    <${Await} of=${known}>${(/** @type {Known} */ names) => html`
      <${InPages} of=${list}>${(/** @type {{ rows: AuditRow[] }} */ { rows }) => html`
        <${Table} title="审计记录" columns=${columnsOf(names, rows)} rows=${rows}
            keyOf=${(/** @type {AuditRow} */ row) => rows.indexOf(row)} empty=${emptyOf(list)} />
      `}<//>
    `}<//>
  <//>`;
}
