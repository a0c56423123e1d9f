/** Asks before all students of a task who have not handed in, paid or resubmitted are reminded. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { remindTask, taskRoster } from '../../generated/client.js';
import { statesOf } from '../../progress.js';
import { useMay } from '../../session.js';
import { notBegunAt } from '../../task_figures.js';
import { REMINDED } from '../../told_words.js';
import { Button } from '../../ui/button.js';
import { Ask } from '../ask.js';

/** @import { DeskTask, TaskProgress } from '../../../shared/generated/types' */
/** @typedef {{ task: DeskTask, progress: TaskProgress, onDone: (said: string) => unknown }} Props */

/** Of the orders of each kind.  @type {Record<string, string[]>} */
const STATES = { SUBMIT: ['DRAFT'], PAY: ['AWAITING_PAYMENT'], RESUBMIT: ['REJECTED', 'WITHDRAWN', 'CORRECTION'] };
const HOW = '微信能发的发微信，否则发短信，9 点到 21 点之间一小时内开始。每种每天一次，记入审计记录。';
const AGAIN = '发送前再核对：已经办理的、现场已采集的、今天收到过同样提醒的不发。';

/** Students without an order have no phone here.  @param {{ task: DeskTask }} props */
function NotBegun({ task: { task_id: id, settings } }) {
  const may = useMay();
  const roster = useLoaded(async () => (settings.roster === 'NONE' ? null : await taskRoster(id)), [id]);
  const list = may('MANAGER') ? html`<a href=${notBegunAt(id, [])}>没开始的名单</a>` : '没开始的名单';
  const people = roster.value?.missing ? `（名单上 ${roster.value.missing} 人）` : '';
  const why = `还没开始的学生${people}没有订单，名单里没有手机号，发不到。`;
  return html`<p class="note">${why}请把${list}或进度链接发给老师，请老师通知。</p>`;
}

/** The button, for who may send messages, and its dialog.  @param {Props} props */
export function Remind({ task, progress, onDone }) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const states = statesOf(progress);
  const count = (/** @type {string} */ kind) => STATES[kind].reduce((all, state) => all + (states[state] ?? 0), 0);
  const send = async (/** @type {Record<string, string>} */ { kind }) => {
    const { orders } = await remindTask(task.task_id, { kind });
    setAsking(false);
    onDone(`已登记催办 ${orders} 单，9 点到 21 点之间发送；订单页的“发出的消息”里有结果。`);
  };
  const kinds = Object.entries(REMINDED).map(([kind, words]) => [kind, `${words}（${count(kind)} 单）`]);
  const questions = { kind: { label: '催哪些学生', required: true, options: [['', '请选择'], ...kinds] } };
  const dialog = () => html`<${Ask} title="催办" yes="催办" of=${task.task_id} reason=${false} questions=${questions}
      onYes=${send} onNo=${() => setAsking(false)}>${(/** @type {Record<string, string>} */ { kind }) => html`
    ${kind && html`<p><strong>将提醒 ${count(kind)} 单</strong></p>`}
    <p class="small">${HOW}</p>
    <p class="small">${AGAIN}</p>
    <${NotBegun} task=${task} />
  `}<//>`;
  return (
    may('MANAGER', 'FINANCE') &&
    html`<${Button} kind="default" onClick=${() => setAsking(true)}>催办<//>${asking && dialog()}`
  );
}
