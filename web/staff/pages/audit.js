/** The audit trail: who did what, when, to what, and why. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { Await, Button, ErrorBox, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { actionWords, dataWords, SUBJECTS } from '../audit_words.js';
import { listAccounts, listTasks, rejectReasons, searchAudit } from '../generated/client.js';
import { AuditFilter } from '../parts/audit_filter.js';
import { Table } from '../../shared/table.js';
import { useMay } from '../session.js';

/** @import { AuditRow } from '../../shared/generated/types' */
/** @import { Loaded } from '../../shared/hooks.js' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Names, Wanted } from '../parts/audit_filter.js' */

/** @type {Record<string, string>} */
const PAGES = { order: 'orders', task: 'tasks' };
/** @typedef {Awaited<ReturnType<typeof loadAll>>} Found */

const today = () => new Date(now() + 8 * 3_600_000).toISOString().slice(0, 10); // the days are Shanghai's

/** Linked where it has a page; what has a name is called by it.
 * @param {{ subject: string, names: Names }} props */
function Subject({ subject, names }) {
  const [kind, id] = subject.split(' ');
  const words = SUBJECTS[kind] ?? kind;
  if (!id) return words;
  const named = names[kind]?.[id] ?? html`<span class="mono">${id}</span>`;
  return html`
    ${words} ${PAGES[kind] ? html`<a href=${`#/${PAGES[kind]}/${encodeURIComponent(id)}`}>${named}</a>` : named}
  `;
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

/** Everybody may be chosen whom this person may list; whoever may not, chooses of those she sees. */
/** @param {Wanted} wanted @param {boolean} isAdmin */
async function loadAll(wanted, isAdmin) {
  const [{ rows, before }, { reasons }, { tasks }, { accounts }] = await Promise.all([
    searchAudit(wanted),
    rejectReasons(),
    listTasks(),
    isAdmin ? listAccounts() : { accounts: [] },
  ]);
  return {
    rows,
    before,
    accounts,
    reasons: words(reasons, ({ code, message }) => [code, message]),
    tasks: words(tasks, ({ task_id: id, settings }) => [id, settings.title]),
  };
}

/** {kind of subject: {id: name}} of what is known by name.
 * @param {Pick<Found, 'rows' | 'accounts' | 'tasks'>} props */
const namesOf = ({ rows, accounts, tasks }) => ({
  staff: words(
    /** @type {{ staff_id: string, name: string }[]} */ ([...rows, ...accounts]),
    ({ staff_id: id, name }) => [id, name],
  ),
  task: tasks,
});

/** @param {{ first?: string, last?: string, staff_id?: string, action?: string, subject?: string }} props */
export default function Audit({ first, last, staff_id, action, subject }) {
  const may = useMay();
  const days = { first: first || last || today(), last: last || first || today() };
  const wanted = { ...days, staff_id, action, subject };
  const keys = [days.first, days.last, staff_id, action, subject];
  const loaded = useLoaded(async () => ({ ...(await loadAll(wanted, may('ADMIN'))), of: keys.join() }), keys);
  // not those of the search before
  const found = loaded.value?.of === keys.join() ? loaded : { ...loaded, value: null };
  return html`<${Page} title="审计记录" wide>
    <${AuditFilter} wanted=${wanted} names=${loaded.value ? namesOf(loaded.value) : { staff: {}, task: {} }} />
    <${Await} of=${found}>${(/** @type {Found & { of: string }} */ value) => html`
      <${Rows} key=${value.of} wanted=${wanted} loaded=${loaded} value=${value} />
    `}<//>
  <//>`;
}

/** @param {{ wanted: Wanted, loaded: Loaded<Found & { of: string }>, value: Found & { of: string } }} props */
function Rows({ wanted, loaded, value }) {
  const { rows, before, reasons } = value;
  const [run, busy, error] = useWork();
  const [said, setSaid] = useState('');
  const older = () =>
    run(async () => {
      const more = await searchAudit({ ...wanted, before });
      loaded.set({ ...value, rows: [...rows, ...more.rows], before: more.before });
      setSaid(`又载入 ${more.rows.length} 条`);
    });
  const names = namesOf(value);
  const known = { reasons, overruled: reasons, proposed_by: names.staff, task: names.task };
  /** @type {Column<AuditRow>[]} */
  const columns = [
    ['时间', ({ at }) => when(at), 'nowrap'],
    ['操作人', ({ name }) => name, 'nowrap'],
    ['操作', ({ action }) => actionWords(action), 'nowrap'],
    ['对象', ({ subject }) => html`<${Subject} subject=${subject} names=${names} />`, 'nowrap'],
    ['原因', ({ reason }) => reason, 'audit-reason'],
    ['内容', (row) => html`<${Data} row=${row} known=${known} />`],
  ];
  return html`
    <${Table} title="审计记录" columns=${columns} rows=${rows}
        keyOf=${(/** @type {AuditRow} */ row) => rows.indexOf(row)} empty="没有符合条件的记录" />
    <p class="small" role="status">共显示 ${rows.length} 条${said && `，${said}`}</p>
    <${ErrorBox} error=${error} />
    ${before && html`<div class="bar"><${Button} kind="default" busy=${busy} onClick=${older}>更早的记录<//></div>`}
  `;
}
