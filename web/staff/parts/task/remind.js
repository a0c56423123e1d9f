/** Asks before all students of a task who have not handed in, paid or resubmitted are reminded. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { remindTask, taskRoster } from '../../generated/client.js';
import { statesOf } from '../../progress.js';
import { useMay } from '../../session.js';
import { notBegunAt } from '../../task_figures.js';
import { REMINDED } from '../../told_words.js';
import { Becomes } from '../../ui/becomes.js';
import { Button } from '../../ui/button.js';
import { grouped } from '../../ui/charts/scale.js';
import { Ask } from '../ask.js';

/** @import { DeskTask, TaskProgress } from '../../../shared/generated/types' */
/** @typedef {{ task: DeskTask, progress: TaskProgress, onDone: (said: string) => unknown }} Props */

/** The states of their orders.  @type {Record<string, string[]>} */
const STATES = { SUBMIT: ['DRAFT'], PAY: ['AWAITING_PAYMENT'], RESUBMIT: ['REJECTED', 'WITHDRAWN', 'CORRECTION'] };
const HOW = '学生订阅了微信的发微信，否则发短信，9 点到 21 点之间一小时内开始。每种每天一次，记入审计记录。';
const AGAIN = '发送前再核对：已经办理的、现场已采集的、今天收到过同样提醒的不发。';

/** @param {TaskProgress} progress */
function countsOf(progress) {
  const states = statesOf(progress);
  return Object.entries(REMINDED).map(
    ([kind, words]) =>
      /** @type {const} */ ([kind, words, STATES[kind].reduce((all, state) => all + (states[state] ?? 0), 0)]),
  );
}

/** Students without an order have no phone here.  @param {{ task: DeskTask }} props */
function NotBegun({ task: { task_id: id, settings } }) {
  const may = useMay();
  const roster = useLoaded(async () => (settings.roster === 'NONE' ? null : await taskRoster(id)), [id]);
  const missing = roster.value?.missing;
  const list = may('MANAGER') ? html`<a href=${notBegunAt(id, [])}>没开始的名单</a>` : '没开始的名单';
  const people = missing ? `（名单上 ${grouped(missing)} 人）` : '';
  return html`
    <p class="note">还没开始的学生${people}没有订单，名单里没有手机号，发不到。请把${list}或进度链接发给老师，请老师通知。</p>
  `;
}

/** @param {Props & { onNo: () => unknown }} props */
function AskToRemind({ task, progress, onDone, onNo }) {
  const counts = countsOf(progress);
  const options = counts.filter(([, , orders]) => orders > 0);
  const send = async (/** @type {Record<string, string>} */ { kind }) => {
    const { orders } = await remindTask(task.task_id, { kind });
    onDone(`已登记催办 ${grouped(orders)} 个订单，9 点到 21 点之间发送；订单页的“发出的消息”里有结果。`);
  };
  const kindOf = {
    label: '催哪些学生',
    required: true,
    options: [['', '请选择'], ...options.map(([kind, words, orders]) => [kind, `${words}（${grouped(orders)} 单）`])],
  };
  return html`<${Ask} title="催办" yes="催办" of=${task.task_id} reason=${false} shut=${options.length === 0}
      questions=${{ kind: kindOf }} onYes=${send} onNo=${onNo}>${(
        /** @type {Record<string, string>} */ { kind: chosen },
      ) => html`
    <${Becomes} rows=${counts.map(([kind, words, orders]) => [
      words,
      kind === chosen ? html`<strong>将提醒 ${grouped(orders)} 单</strong>` : `${grouped(orders)} 单`,
    ])} />
    <p class="small">${HOW}</p>
    <p class="small">${AGAIN}</p>
    <${NotBegun} task=${task} />
  `}<//>`;
}

/** The button, for who may send messages.  @param {Props} props */
export function Remind({ task, progress, onDone }) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const done = (/** @type {string} */ said) => {
    setAsking(false);
    onDone(said);
  };
  return (
    may('MANAGER', 'FINANCE') &&
    html`
      <${Button} kind="default" onClick=${() => setAsking(true)}>催办<//>
      ${
        asking &&
        html`
          <${AskToRemind} task=${task} progress=${progress} onDone=${done} onNo=${() => setAsking(false)} />
        `
      }
    `
  );
}
