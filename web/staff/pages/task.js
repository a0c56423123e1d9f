/** One task: what it is, how far it is, and what the branch does with it. */
import { html, useContext, useEffect, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Facts, Page } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { showTask } from '../generated/client.js';
import { useKnownSchools } from '../known_schools.js';
import { isPosted } from '../parts/delivery/places.js';
import { Said } from '../parts/said.js';
import { CollegesCard } from '../parts/task/colleges.js';
import { useFigures } from '../parts/task/figures.js';
import { Problem, StateTag } from '../parts/task/head.js';
import { OpenOrClose } from '../parts/task/open_or_close.js';
import { Progress, StateLinks } from '../parts/task/progress.js';
import { Refusals } from '../parts/task/refusals.js';
import { StudentsWay, TeachersWay } from '../parts/task/share.js';
import { TaskStats } from '../parts/task/stats.js';
import { isFor } from '../routes.js';
import { Me, useMay } from '../session.js';
import { notBegunAt } from '../task_figures.js';
import { yuanOf } from '../task_form.js';
import { fieldWord, LEVELS, MODES, REFUND_UNTIL, ROSTERS, SPECS, templateInWords, TYPES } from '../task_words.js';
import { Button, LinkButton } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Icon } from '../ui/icon.js';

/** @import { DeskTask, TaskSettings } from '../../shared/generated/types' */
/** @import { KnownSchools } from '../known_schools.js' */
/** @import { Loaded } from '../../shared/hooks.js' */

const LINKS = 'teacher-links'; // id of their place on the page
/** @type {Record<string, string>} */
const SAID = {
  made: '任务已保存为草稿。核对无误后请开放。',
  saved: '修改已保存。',
  opened: '任务已开放，学生现在可以按时办理。',
  closed: '任务已关闭。',
};

/** @param {TaskSettings} settings @param {KnownSchools} known */
const factsOf = (settings, known) => [
  ['采集类型', TYPES[settings.task_type]],
  ['采集模式', MODES[settings.collect_mode]],
  ['时间', `${when(settings.opens_at)} 至 ${when(settings.closes_at)}`],
  ['价格', settings.price ? yuan(yuanOf(settings.price)) : '免费'],
  ['学校', settings.schools.map((code) => known.nameOf(code) ?? code).join('、')],
  ['院系', settings.sub_unit],
  ['学历层次', settings.levels.map((level) => LEVELS[level]).join('、')],
  ['名单', ROSTERS[settings.roster]],
  ['照片标准', SPECS[settings.spec]?.[0] ?? settings.spec],
  ['学生退款', REFUND_UNTIL[settings.refund_until]],
  [
    '填写项目',
    settings.form_fields.map(({ name, required }) => fieldWord(name) + (required ? '' : '（选填）')).join('、'),
  ],
  ['联系人', settings.contacts.map(({ name, phone }) => `${name} ${phone}`).join('、')],
  ['文件名', templateInWords(settings.file_name)],
];

/** The one thing that should be done now is green.
 * @param {{ task: DeskTask, onAct: (act: string) => unknown }} props */
function Acts({ task, onAct }) {
  const may = useMay();
  const at = `#/tasks/${task.task_id}`;
  const isOpen = task.state === 'OPEN';
  const notice = html`
    <${LinkButton} kind=${isOpen ? 'primary' : 'default'} cap="P" href=${`${at}/notice`}>
      <${Icon} name="print" />打印通知
    <//>
  `;
  if (!may('MANAGER')) return notice;
  const links = () => {
    const place = document.getElementById(LINKS);
    place?.scrollIntoView({ block: 'nearest' });
    place?.focus({ preventScroll: true });
  };
  return html`
    <${LinkButton} kind="default" href=${`${at}/copy`}>复制为新任务<//>
    ${isOpen && html`<${Button} kind="default" onClick=${() => onAct('close')}>关闭任务<//>`}
    <${Button} kind="default" cap="L" onClick=${links}>进度链接<//>
    <${LinkButton} kind="default" cap="E" href=${`${at}/settings`}>修改设置<//>
    ${notice}
    ${!isOpen && html`<${Button} onClick=${() => onAct('open')}>开放任务<//>`}
  `;
}

/** @typedef {[words: string, to: string, asked?: Record<string, string>]} Way */
/** @param {DeskTask} task @returns {Way[]} */
const waysOf = (task) => [
  ['制作包', `/tasks/${task.task_id}/packages`],
  ['冲印', `/tasks/${task.task_id}/prints`],
  ...(isPosted(task) ? [/** @type {Way} */ (['邮寄', `/tasks/${task.task_id}/posting`])] : []),
  ['导入名单', '/imports', { kind: 'ROSTER', task: task.task_id }],
  ['学信网退回', '/chsi', { task: task.task_id }],
];

/** Where its photos go on from here, as far as her roles lead.  @param {{ task: DeskTask }} props */
function Delivery({ task }) {
  const me = useContext(Me);
  const ways = waysOf(task).filter(([, to]) => isFor(me, to));
  const packs = isFor(me, `/tasks/${task.task_id}/packages`);
  return (
    ways.length > 0 &&
    html`<${Card} title="名单和交付">
      ${packs && html`<p>把审核通过的照片打包，下载后制作、上报；按班级冲印，邮寄到学生。</p>`}
      <p class="bar">${ways.map(([words, to, asked]) => html`<a key=${to} href=${link(to, asked)}>${words}</a>`)}</p>
    <//>`
  );
}

/** @param {{ task: DeskTask, loaded: Loaded<DeskTask>, first?: string }} props */
function Shown({ task, loaded, first }) {
  const may = useMay();
  const [act, setAct] = useState('');
  const [said, setSaid] = useState(first ?? '');
  const done = (/** @type {string} */ word) => {
    setAct('');
    if (word) setSaid(word);
  };
  const { task_id: id, settings } = task;
  const figures = useFigures(task);
  const known = useKnownSchools(settings.schools);
  const whoAt = (/** @type {string[]} */ place) => notBegunAt(id, place);
  const beside = html`<${StateTag} state=${task.state} /><span class="small"><${Problem} task=${task} /></span>`;
  return html`<${Page} title=${settings.title} back="#/tasks" wide beside=${beside}
      acts=${html`<${Acts} task=${task} onAct=${setAct} />`}>
    <${Said}>${SAID[said]}<//>
    <${TaskStats} task=${task} figures=${figures} />
    <${StateLinks} of=${figures.counted.value?.progress} />
    <div class="task-columns">
      <div class="task-column">
        <${Progress} figures=${figures} />
        <${CollegesCard} figures=${figures} title=${settings.title} whoAt=${may('MANAGER') ? whoAt : null} />
        <div id=${LINKS} tabindex="-1"><${TeachersWay} taskId=${id} /></div>
        <div class="beside">
          <${StudentsWay} code=${settings.code} />
          <${Delivery} task=${task} />
        </div>
      </div>
      <div class="task-column">
        <${Refusals} taskId=${id} title=${settings.title} machine=${figures.counted.value?.firsts.machine} />
        <${Card} title="设置"><${Facts} rows=${factsOf(settings, known)} /><//>
      </div>
    </div>
    ${act && html`<${OpenOrClose} act=${act} task=${task} loaded=${loaded} figures=${figures} onDone=${done} />`}
  <//>`;
}

/** said: what led here; told once, not again after a reload.
 * @param {{ taskId: string, said?: string | null }} props */
export default function TaskPage({ taskId, said = null }) {
  useEffect(() => {
    if (said) history.replaceState(null, '', link(`/tasks/${taskId}`));
  }, []);
  const loaded = useLoaded(() => showTask(taskId), [taskId]);
  return html`<${Await} of=${loaded} title="任务">${(task) => html`
    <${Shown} task=${task} loaded=${loaded} first=${said} />
  `}<//>`;
}
