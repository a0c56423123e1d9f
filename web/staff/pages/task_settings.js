/** The settings of a task that is there. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await } from '../../shared/ui.js';
import { changeTask, listTasks, showTask } from '../generated/client.js';
import { FROZEN } from '../generated/rules.js';
import { TaskForm } from '../parts/task/form.js';
import { changedSettings, typedOf } from '../task_form.js';

/** @import { DeskTask } from '../../shared/generated/types' */
/** @import { Save } from '../parts/task/form.js' */

const STAYS = '任务开放以后不能再改';
const CODE = '保存以后不能再改';

/** @param {DeskTask} props */
const lockedOf = ({ state }) =>
  state === 'DRAFT' ? { code: CODE } : { code: CODE, ...Object.fromEntries(FROZEN.map((name) => [name, STAYS])) };

/** @param {DeskTask} task */
const leadOf = ({ state, settings: { title, code } }) =>
  state === 'DRAFT'
    ? html`${title}（${code}）还是草稿，学生看不到；核对无误再开放。`
    : html`${title}（${code}）开放过，灰色的几项不能再改，要改请复制为新任务；其余改动，保存前逐项说明影响谁。`;

/** @typedef {{ tasks: DeskTask[] }} Around */

/** @param {{ taskId: string }} props */
export default function TaskSettings({ taskId }) {
  const around = useLoaded(async () => {
    const { tasks } = await listTasks();
    return { tasks: tasks.filter((task) => task.task_id !== taskId) };
  }, [taskId]);
  const loaded = useLoaded(() => showTask(taskId), [taskId]);
  /** @type {Save} */
  const save = async ({ rev, base, typed }, forget, reason) => {
    const settings = changedSettings(base, typed);
    if (Object.keys(settings).length) await changeTask(taskId, { rev, settings, reason: reason || null });
    forget();
    replace(`/tasks/${taskId}`, { said: 'saved' });
  };
  return html`<${Await} of=${around} title="修改设置">${(/** @type {Around} */ { tasks }) =>
    html`<${Await} of=${loaded} title="修改设置">${(/** @type {DeskTask} */ task) => {
      const isDraft = task.state === 'DRAFT';
      return html`
        <${TaskForm} name=${`task.settings.${taskId}`} title="修改设置" back=${`#/tasks/${taskId}`}
            lead=${leadOf(task)} yes=${isDraft ? '保存' : '看后果并保存'} base=${typedOf(task.settings)} rev=${task.rev}
            locked=${lockedOf(task)} tasks=${tasks} save=${save} taskId=${isDraft ? null : taskId}
            onConflict=${loaded.reload} />
      `;
    }}<//>`}<//>`;
}
