/** The settings of a task that is there. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { changeTask, listSchools, listTasks, showTask } from '../generated/client.js';
import { FROZEN } from '../generated/rules.js';
import { TaskForm } from '../parts/task/form.js';
import { changedSettings, typedOf } from '../task_form.js';

/** @import { DeskTask, SchoolView } from '../../shared/generated/types' */
/** @import { Save } from '../parts/task/form.js' */

const STAYS = '任务开放以后不能再改；需要不同的设置请复制为新任务。';
const CODE = '特征码保存以后不能再改。';

/** @param {DeskTask} props */
const lockedOf = ({ state }) =>
  state === 'DRAFT' ? { code: CODE } : { code: CODE, ...Object.fromEntries(FROZEN.map((name) => [name, STAYS])) };

/** @typedef {{ schools: SchoolView[], tasks: DeskTask[] }} Around */

/** @param {{ taskId: string }} props */
export default function TaskSettings({ taskId }) {
  const around = useLoaded(async () => {
    const [{ schools }, { tasks }] = await Promise.all([listSchools(), listTasks()]);
    return { schools, tasks: tasks.filter((task) => task.task_id !== taskId) };
  }, [taskId]);
  const loaded = useLoaded(() => showTask(taskId), [taskId]);
  /** @type {Save} */
  const save = async ({ rev, base, typed }, forget) => {
    const settings = changedSettings(base, typed);
    if (Object.keys(settings).length) await changeTask(taskId, { rev, settings });
    forget();
    replace(`/tasks/${taskId}`, { said: 'saved' });
  };
  return html`<${Await} of=${around}>${(/** @type {Around} */ { schools, tasks }) =>
    html`<${Await} of=${loaded}>${(/** @type {DeskTask} */ task) => html`
      <${Page} title="修改任务" back=${`#/tasks/${taskId}`} lead=${`${task.settings.title}（${task.settings.code}）`}>
        <${TaskForm} name=${`task.settings.${taskId}`} yes="保存" base=${typedOf(task.settings)} rev=${task.rev}
            locked=${lockedOf(task)} schools=${schools} tasks=${tasks} save=${save} onConflict=${loaded.reload} />
      <//>
    `}<//>`}<//>`;
}
