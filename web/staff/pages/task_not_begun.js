/** Who of a task's roster has not begun, by class and number, for whoever reminds them. */
import { html } from '../../shared/vendor/preact.js';
import { CSV, csv } from '../../shared/csv.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { save } from '../../shared/save.js';
import { Table } from '../../shared/table.js';
import { Await, ErrorBox, Page } from '../../shared/ui.js';
import { listNotBegun, showTask } from '../generated/client.js';
import { notBegunAt, placeName } from '../task_figures.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Chips } from '../ui/chips.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { DeskTask, NotBegunClass, NotBegunPage } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Chip } from '../ui/chips.js' */
/** @import { Turned } from '../ui/pages.js' */

const NO_ROSTER = '任务没有名单，不知道谁没开始';
const NONE_HERE = '这一段名单上的学生都已开始，请看下一页';
const ALL_BEGAN = '名单上的学生都已开始，或名单还没有导入';

/** @param {DeskTask} task */
const numberWord = ({ settings: { roster } }) => (roster === 'CODES' ? '采集码末位' : '学号');

/** @param {DeskTask} task @param {boolean} inCollege the college is chosen, and said above
 * @returns {Column<NotBegunClass>[]} */
const columnsOf = (task, inCollege) => [
  [
    '班级',
    ({ college, class_name: name }) =>
      html`${placeName(1, name)}${!inCollege && html` <small>${placeName(0, college)}</small>`}`,
    'of-place',
  ],
  ['人数', ({ numbers }) => numbers.length, 'number'],
  [
    numberWord(task),
    ({ numbers }) => html`<ul class="numbers mono">${numbers.map((one, at) => html`<li key=${at}>${one} </li>`)}</ul>`,
  ],
];

/** The whole task, the college and the class, as far as they are wanted.
 * @param {string} taskId @param {string[]} place @returns {Chip[]} */
const chipsOf = (taskId, place) =>
  ['全部', ...place.map((name, at) => placeName(at, name))].map((words, depth) => [
    String(depth),
    words,
    notBegunAt(taskId, place.slice(0, depth)),
  ]);

const MOST = 5000; // people in an answer of a download

/** @param {{ task: DeskTask, place: string[], turned: Turned }} props place: [], [college] or [college, class] */
function List({ task, place, turned }) {
  const { task_id: id, settings } = task;
  const [college = null, name = null] = place;
  /** @param {string | null} cursor @param {number} [most] */
  const ask = (cursor, most) => listNotBegun(id, { college, class_name: name, cursor, ...(most && { most }) });
  const list = usePages(ask, notBegunAt(id, place), turned);
  const [run, busy, error] = useWork();
  const download = () =>
    run(async () => {
      const classes = [];
      let cursor = /** @type {string | null} */ (null);
      do {
        const page = await ask(cursor, MOST);
        classes.push(...page.classes);
        cursor = page.cursor;
      } while (cursor);
      const rows = classes.flatMap((one) => one.numbers.map((number) => [one.college, one.class_name, number]));
      const of = [settings.title, ...place.map((one, at) => placeName(at, one))].join('-');
      save(`${of}-没开始.csv`, CSV, csv([['学院', '班级', numberWord(task)], ...rows]));
    });
  const some = list.value !== null && (list.value.classes.length > 0 || list.value.cursor !== null);
  return html`
    <${Chips} label="范围" chips=${chipsOf(id, place)} now=${String(place.length)}
        clear=${place.length > 0 ? notBegunAt(id, []) : null} />
    <${Card} title="按班级" beside="现场已采集的和有过订单的不在其中"
        acts=${some && html`<${Button} kind="default" cap="D" busy=${busy} onClick=${download}>下载名单<//>`}>
      <${ErrorBox} error=${error} retry=${download} />
      <${InPages} of=${list}>${(/** @type {NotBegunPage} */ { classes, cursor }) => html`
        <${Table} title="没开始的学生" columns=${columnsOf(task, place.length > 0)} rows=${classes}
            keyOf=${(/** @type {NotBegunClass} */ one) => `${one.college}#${one.class_name}`}
            empty=${cursor ? NONE_HERE : list.empty(settings.roster === 'NONE' ? NO_ROSTER : ALL_BEGAN)} />
      `}<//>
    <//>
  `;
}

/** college, class_name: of the address.
 * @param {{ taskId: string, college?: string, class_name?: string } & Turned} props */
export default function TaskNotBegun({ taskId, college, class_name: name, ...turned }) {
  const loaded = useLoaded(() => showTask(taskId), [taskId]);
  const place = [college, name].filter((one) => one !== undefined);
  return html`<${Await} of=${loaded} title="没开始的名单">${(/** @type {DeskTask} */ task) => html`
    <${Page} title="没开始的名单" back=${`#/tasks/${taskId}`} lead=${task.settings.title} wide>
      <p class="hint">名单里没有姓名，每次查看都有记录。</p>
      <${List} key=${JSON.stringify(place)} task=${task} place=${place} turned=${turned} />
    <//>
  `}<//>`;
}
