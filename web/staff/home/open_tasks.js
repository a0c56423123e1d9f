/** The tasks that students take part in now, and how far each is. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Table } from '../../shared/table.js';
import { dayOf } from '../../shared/words.js';
import { taskRoster } from '../generated/client.js';
import { Card } from '../ui/card.js';
import { grouped } from '../ui/charts/scale.js';
import { Legend, Share } from '../ui/charts/share.js';
import { passRate } from './words.js';

/** @import { HomeTask, HomeView, RosterProgress } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Part, Tone } from '../ui/charts/share.js' */

const DAY = 86_400_000;
const SOON = 10; // days before the end

/** @type {[tone: Tone, label: string, states: (keyof HomeTask['states'])[]][]} */
const PARTS = [
  ['done', '采集完成', ['DONE']],
  ['made', '制作中', ['IN_PRODUCTION']],
  ['passed', '待制作', ['APPROVED']],
  ['review', '待审核', ['IN_REVIEW']],
  ['reject', '要重新提交', ['REJECTED', 'WITHDRAWN', 'CORRECTION']],
  ['unpaid', '待提交、待支付', ['DRAFT', 'AWAITING_PAYMENT']],
];
const PASSED = 3; // of the parts, from the left
/** @type {Omit<Part, 'value'>} */
const NOT_BEGUN = { tone: 'rest', label: '没开始' };
const LEGEND = [...PARTS.map(([tone, label]) => ({ tone, label })), NOT_BEGUN];

/** Rosters by task, as far as they are known.  @typedef {Record<string, RosterProgress | null | undefined>} Rosters */

/** @param {HomeTask['states']} states @returns {Part[]} */
const ofStates = (states) =>
  PARTS.map(([tone, label, its]) => ({
    tone,
    label,
    value: its.reduce((sum, state) => sum + (states[state] ?? 0), 0),
  }));

/** Of the people on the roster, each counted once; whoever was photographed on site is done.
 * @param {RosterProgress} roster @returns {Part[]} */
function ofPeople({ classes, on_site: onSite, missing }) {
  /** @type {Record<string, number>} */
  const states = {};
  for (const one of classes)
    for (const [state, count] of Object.entries(one.states)) states[state] = (states[state] ?? 0) + count;
  const [done, ...rest] = ofStates(states);
  return [{ ...done, value: done.value + onSite }, ...rest, { ...NOT_BEGUN, value: missing }];
}

/** @param {HomeTask} task @param {Rosters} rosters */
const partsOf = (task, rosters) => {
  const roster = rosters[task.task_id];
  return roster?.people ? ofPeople(roster) : ofStates(task.states);
};

/** Read after the page is there, and once: a roster is read whole.  @param {HomeTask[]} tasks @returns {Rosters} */
function useRosters(tasks) {
  const ids = tasks.filter(({ listed }) => listed).map(({ task_id: id }) => id);
  const loaded = useLoaded(async () => {
    const found = await Promise.all(ids.map((id) => taskRoster(id).catch(() => null)));
    return /** @type {Rosters} */ (Object.fromEntries(ids.map((id, at) => [id, found[at]])));
  }, [ids.join()]);
  return loaded.value ?? {};
}

/** @param {Part[]} parts */
const sum = (parts) => parts.reduce((total, { value }) => total + value, 0);

/** @param {HomeTask} task @param {number} now */
function Ends({ closes_at: at }, now) {
  const end = new Date(at).getTime();
  const days = Math.floor((end - now) / DAY);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(end);
  const left = days > 0 ? `剩 ${days} 天` : '不到 1 天';
  return html`${dayOf(day)} <span class=${days < SOON ? 'soon' : 'small'}>${left}</span>`;
}

/** How many are through, of the roster or of the orders that go on.  @param {HomeTask} task @param {Rosters} rosters */
function Through(task, rosters) {
  const parts = partsOf(task, rosters);
  const people = rosters[task.task_id]?.people;
  const all = people ? grouped(people) : `${grouped(sum(parts))} 办理`;
  return html`<b>${grouped(sum(parts.slice(0, PASSED)))}</b> <span class="small">/ ${all}</span>`;
}

/** @param {number} now @param {Rosters} rosters @returns {Column<HomeTask>[]} */
const columns = (now, rosters) => [
  [
    '任务',
    ({ task_id: id, title, code }) => html`
      <a href=${`#/tasks/${id}`}>${title}</a><br /><span class="small mono">${code}</span>
    `,
    'long',
  ],
  [
    '进度',
    (task) => html`<${Share} label=${task.title} parts=${partsOf(task, rosters)}
        total=${rosters[task.task_id]?.people} tall />`,
    'share-cell',
  ],
  ['审核通过 / 名单', (task) => Through(task, rosters), 'number'],
  ['一次通过', passRate, 'number'],
  ['截止', (task) => Ends(task, now), 'nowrap'],
];

/** @param {{ of: HomeView, now: number }} props */
export function OpenTasks({ of: { tasks, unlisted }, now }) {
  const rosters = useRosters(tasks);
  return html`<${Card} title="开放中的任务"
      acts=${tasks.length > 0 && html`<${Legend} parts=${LEGEND} />`}
      foot=${unlisted > 0 && html`另有 ${unlisted} 个截止更晚的任务：<a href="#/tasks?state=OPEN">全部任务</a>`}>
    <${Table} title="开放中的任务" columns=${columns(now, rosters)} rows=${tasks}
        keyOf=${(/** @type {HomeTask} */ { task_id: id }) => id} empty="现在没有开放的任务。" />
  <//>`;
}
