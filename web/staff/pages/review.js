/** The review queue: one picture at a time, by keys if she likes. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { rarer, useKept, useLoaded, useRepeated } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await, Button, Dialog, ErrorBox, Field, Page, Tick } from '../../shared/ui.js';
import { listTasks, rejectReasons } from '../generated/client.js';
import { KEYS_ON, useKeys } from '../keys.js';
import { Looking } from '../parts/looking.js';
import { Said } from '../parts/said.js';
import { useRound } from '../review_round.js';
import { useMay } from '../session.js';

/** @import { DeskTask, ReasonRow } from '../../shared/generated/types' */
/** @import { Done, Round } from '../review_round.js' */

const LOOK = rarer(10_000, 30_000); // at an empty queue
const KEYS = [
  ['A', '通过'],
  ['R', '驳回：打开原因列表'],
  ['N 或 回车', '领取下一张'],
  ['1 至 9', '驳回时：勾选标有数字的原因'],
  ['0', '驳回时：勾选机检提示过的全部原因'],
  ['/', '驳回时：查找原因'],
  ['回车', '驳回时：提交'],
  ['Esc', '返回'],
  ['G', '显示或隐藏参考线'],
  ['B', '显示或隐藏机检标记'],
  ['?', '显示这张表'],
];

/** @param {{ onClose: () => unknown }} props */
function Help({ onClose }) {
  const [on, setOn] = useKept(KEYS_ON, true);
  return html`<${Dialog} title="快捷键" onClose=${onClose} footer=${html`<${Button} onClick=${onClose}>知道了<//>`}>
    <dl class="keys">${KEYS.map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
    <p class="small">在输入框中打字时不起作用；新照片出现后的片刻内不接受决定，以免误按。</p>
    <${Tick} name="keys-on" checked=${on} onChange=${setOn}>使用快捷键<//>
  <//>`;
}

/** @param {{ state: string }} props */
const rank = ({ state }) => (state === 'OPEN' ? 0 : 1);

/** A task that was never open has nothing to review.
 * @param {{ tasks: DeskTask[], task: string, onTask: (task: string) => unknown }} props */
const TaskField = ({ tasks, task, onTask }) => html`
  <${Field} name="task" label="审核范围" as="select" value=${task} onInput=${({ target }) => onTask(target.value)}>
    <option value="" selected=${!task}>本分社全部任务</option>
    ${tasks
      .filter(({ state }) => state !== 'DRAFT')
      .sort((one, other) => rank(one) - rank(other))
      .map(
        ({ task_id: id, settings }) => html`
          <option value=${id} selected=${id === task}>${settings.title}（${settings.code}）</option>
        `,
      )}
  <//>
`;

/** @param {{ done: Done | null }} props */
const Decided = ({ done }) => html`<${Said}>
  ${
    done &&
    html`
      ${done.order.student.name} <span class="mono">${done.order.student.student_no}</span>：${done.words}。
      <a href=${`#/orders/${done.order.order_id}`}>打开订单</a>
    `
  }
<//>`;

/** No picture is shown: before the first, after a break, at an empty queue, after one that was lost.
 * @param {{ round: Round }} props */
function Between({ round }) {
  const { empty, missed, done, busy, error, take } = round;
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (missed || done) heading.current?.focus({ preventScroll: true });
  }, [missed]); // what had the focus is gone
  const [over, again] = useRepeated(take, LOOK, empty);
  useKeys({ n: take, enter: take });
  return html`<section class="card between">
    ${
      missed &&
      html`<div class="notice notice-warn" role="alert">
        <p class="error-what">刚才那张没有再作决定：${missed.message}</p><p>照片已不在您手上，请继续审核下一张。</p>
      </div>`
    }
    <h2 tabindex="-1" ref=${heading}>${empty ? '队列是空的' : '准备好了就领取'}</h2>
    ${empty && html`<p role="status">${over ? '已停止自动查看。' : '页面会自动查看，有新照片时直接显示。'}</p>`}
    <${ErrorBox} error=${error} retry=${take} />
    <${Button} busy=${busy} onClick=${() => {
      if (over) again();
      take();
    }}>
      ${empty ? '现在就查看' : '领取下一张'}<kbd aria-hidden="true">N</kbd>
    <//>
    <p class="small">领取后限时审核，过时照片自动回到队列，不会两人审同一张。补交的照片排在前面。</p>
  </section>`;
}

/** @param {{ task: string, tasks: DeskTask[], catalogue: ReasonRow[] }} props */
function Desk({ task, tasks, catalogue }) {
  const round = useRound(task);
  const [helping, setHelping] = useState(false);
  const help = () => setHelping(true);
  useKeys(round.picture ? {} : { '?': help, '？': help });
  const { picture } = round;
  const settings = picture && tasks.find(({ task_id: id }) => id === picture.order.task_id)?.settings;
  return html`
    <div class="bar review-bar">
      <${TaskField} tasks=${tasks} task=${task}
          onTask=${(/** @type {string} */ id) => replace('/review', { task: id })} />
      <button type="button" class="text-btn" onClick=${help}>快捷键<kbd aria-hidden="true">?</kbd></button>
      <a href="#/review/statistics">审核统计</a>
      <${Decided} done=${round.done} />
    </div>
    ${
      picture
        ? html`
          <${Looking} key=${`${round.turn} ${picture.photo.photo_no}`} round=${round} settings=${settings}
              catalogue=${catalogue} onHelp=${help} />
        `
        : html`<${Between} round=${round} />`
    }
    ${helping && html`<${Help} onClose=${() => setHelping(false)} />`}
  `;
}

async function loadAll() {
  const [{ tasks }, { reasons }] = await Promise.all([listTasks(), rejectReasons()]);
  return { tasks, catalogue: reasons };
}

/** @param {{ task: string }} props */
function Review({ task }) {
  const loaded = useLoaded(loadAll);
  return html`<${Await} of=${loaded}>${(known) => html`<${Desk} task=${task} ...${known} />`}<//>`;
}

/** task: of one task only, in the address. */
export default function ReviewPage({ task = '' }) {
  const may = useMay();
  return html`<${Page} title="审核" wide>
    ${
      may('REVIEWER', 'MANAGER')
        ? html`
          <${Review} task=${task} />
        `
        : html`<p class="notice notice-warn">您的角色不能审核照片，需要时请系统管理员开通“审核员”。</p>`
    }
  <//>`;
}
