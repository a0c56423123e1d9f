/** Why a task's photos do not pass: each reason with its share and its cure, and a message to be sent to the school. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Await } from '../../../shared/ui.js';
import { taskReasons } from '../../generated/client.js';
import { messageOf, percent, reasonsOf } from '../../task_figures.js';
import { Card } from '../../ui/card.js';
import { Bars } from '../../ui/charts/bars.js';
import { grouped } from '../../ui/charts/scale.js';
import { Seg } from '../../ui/seg.js';
import { Message } from '../message.js';

/** @import { MachineFirst, TaskReasons } from '../../../shared/generated/types' */
/** @typedef {'MACHINE' | 'PERSON'} By */

const FEW = 7;
/** @type {[value: By, words: string][]} */
const WHO = [
  ['PERSON', '审核员'],
  ['MACHINE', '机器'],
];
/** @type {[value: number, words: string][]} 0: all of them */
const WHEN = [
  [7, '近 7 天'],
  [0, '全部'],
];

/** How often the machine passes the first photo, since the task began.  @param {{ of: MachineFirst }} props */
function AtFirst({ of: { passed, failed, unreadable } }) {
  const all = passed + failed + unreadable;
  return (
    all > 0 &&
    html`<p class="hint">
    第一张照片就通过机器检查的有 ${percent(passed, all)}（${grouped(all)} 单，开始以来）。
  </p>`
  );
}

/** @typedef {{ title: string, machine?: MachineFirst }} About title: of the task */

/** @param {About & { told: TaskReasons, by: By, days: number }} props */
function Reasons({ title, machine, told, by, days }) {
  const [all, setAll] = useState(false);
  const reasons = reasonsOf(told, by);
  const { judged, refused } = by === 'MACHINE' ? told.machine : told.person;
  const when = days ? `近 ${days} 天` : '开始以来';
  const share = percent(refused, judged);
  const sum = `${when} ${grouped(judged)} 张照片中 ${grouped(refused)} 张没有通过（${share}），`;
  const rows = reasons.slice(0, all ? reasons.length : FEW).map(({ code, message, cure, photos, share: its }) => ({
    key: code,
    label: html`${message}<small>${cure}</small>`,
    value: photos,
    figure: `${grouped(photos)} · ${its}`,
  }));
  if (reasons.length === 0)
    return html`<p class="none">
      ${judged > 0 ? `${when} ${grouped(judged)} 张照片都通过了` : `${when}没有照片`}
    </p>`;
  return html`
    <p class="hint">${sum}下面是各个原因占这些照片的比例；一张可以有几个原因。</p>
    ${by === 'MACHINE' && machine && html`<${AtFirst} of=${machine} />`}
    <${Bars} title=${by === 'MACHINE' ? '机器检查没有通过的原因' : '驳回原因'} rows=${rows} tone="reject" />
    ${
      reasons.length > FEW &&
      html`<button type="button" class="text-btn" aria-expanded=${String(all)} onClick=${() => setAll(!all)}>
        ${all ? '收起' : `其余 ${reasons.length - FEW} 个原因`}
      </button>`
    }
    <${Message} id="to-school" label="转告学校的话" text=${messageOf(title, when, reasons)} />
  `;
}

/** @param {About & { taskId: string }} props */
export function Refusals({ taskId, title, machine }) {
  const [by, setBy] = useState(/** @type {By} */ ('PERSON'));
  const [days, setDays] = useState(7);
  const loaded = useLoaded(
    async () => ({ days, told: await taskReasons(taskId, days ? { days } : {}) }),
    [taskId, days],
  );
  const acts = html`<${Seg} label="谁驳回的" choices=${WHO} now=${by} onChoose=${setBy} />`;
  return html`<${Card} title="没有通过的原因" acts=${acts}>
    <p><${Seg} label="哪几天" choices=${WHEN} now=${days} onChoose=${setDays} /></p>
    <${Await} of=${loaded}>${(/** @type {{ days: number, told: TaskReasons }} */ { days: of, told }) => html`
      <${Reasons} key=${by} title=${title} machine=${machine} told=${told} by=${by} days=${of} />
    `}<//>
  <//>`;
}
