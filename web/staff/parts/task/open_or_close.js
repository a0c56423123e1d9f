/** Asks before a task is opened or closed: what becomes of its students and orders. */
import { html } from '../../../shared/vendor/preact.js';
import { refusalOf } from '../../../shared/hooks.js';
import { Loading } from '../../../shared/ui.js';
import { when, yuan } from '../../../shared/words.js';
import { closeTask, openTask } from '../../generated/client.js';
import { statesOf } from '../../progress.js';
import { closingOf } from '../../setting_effects.js';
import { yuanOf } from '../../task_form.js';
import { FROZEN_NAMES, ROSTERS } from '../../task_words.js';
import { Becomes } from '../../ui/becomes.js';
import { grouped } from '../../ui/charts/scale.js';
import { Ask } from '../ask.js';

/** @import { DeskTask } from '../../../shared/generated/types' */
/** @import { Loaded } from '../../../shared/hooks.js' */
/** @import { Figures } from './figures.js' */

/** @param {DeskTask} task @param {Figures} figures @returns {[string, unknown][]} */
const openingOf = ({ state, settings }, { roster }) => [
  ['学生', `从 ${when(settings.opens_at)} 到 ${when(settings.closes_at)}，可以凭特征码 ${settings.code} 办理`],
  ['名单', settings.roster === 'NONE' ? ROSTERS.NONE : roster.value && `${grouped(roster.value.people)} 人可以办理`],
  ['费用', settings.price ? yuan(yuanOf(settings.price)) : '免费'],
  state === 'CLOSED' ? ['订单', '待提交的可以继续提交；已经关闭的不会恢复'] : ['以后', `${FROZEN_NAMES}不能再改`],
  ['通知', '不会自动发给学生，请打印或转发通知'],
];

/** A colleague may be faster: then the task is read again.
 * @param {{ act: string, task: DeskTask, loaded: Loaded<DeskTask>, figures: Figures,
 *   onDone: (said: string) => unknown }} props */
export function OpenOrClose({ act, task, loaded, figures, onDone }) {
  const done =
    (/** @type {(answers: { reason: string }) => Promise<DeskTask>} */ work, /** @type {string} */ said) =>
    async (/** @type {{ reason: string }} */ answers) => {
      try {
        loaded.set(await work(answers));
        onDone(said);
      } catch (refusal) {
        if (refusalOf(refusal).status === 409) loaded.reload();
        throw refusal;
      }
    };
  const { task_id: id, rev } = task;
  if (act === 'open') {
    return html`
      <${Ask} title="开放任务" yes="开放" reason=${false} onNo=${() => onDone('')}
          onYes=${done(() => openTask(id, { rev }), 'opened')}>
        <${Becomes} rows=${openingOf(task, figures)} />
      <//>
    `;
  }
  const counted = figures.counted.value;
  return html`
    <${Ask} title="关闭任务" yes="关闭" danger onNo=${() => onDone('')}
        onYes=${done(({ reason }) => closeTask(id, { rev, reason }), 'closed')}>
      ${counted ? html`<${Becomes} rows=${closingOf(statesOf(counted.progress))} />` : html`<${Loading} />`}
    <//>
  `;
}
