/** A new task, from nothing or from another task's settings. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await } from '../../shared/ui.js';
import { copyTask, createTask, listTasks, showTask } from '../generated/client.js';
import { TaskForm } from '../parts/task/form.js';
import { NEW, sentOf, typedOf } from '../task_form.js';
import { SPECS } from '../task_words.js';

/** @import { DeskTask } from '../../shared/generated/types' */
/** @import { Typed } from '../task_form.js' */
/** @typedef {{ tasks: DeskTask[], source: DeskTask | null }} Ready */

/** Another's settings without its code and its time.
 * @param {DeskTask} props */
const copied = ({ settings }) => ({
  ...typedOf(settings),
  code: '',
  opens_at: '',
  opens_at_time: '',
  closes_at: '',
  closes_at_time: '',
  spec_rev: String(SPECS[settings.spec]?.[1] ?? settings.spec_rev),
});

/** taskId: of the task to copy; none for a new one.
 * @param {{ taskId?: string | null }} props */
export default function TaskNew({ taskId = null }) {
  const loaded = useLoaded(async () => {
    const { tasks } = await listTasks();
    const listed = tasks.find((task) => task.task_id === taskId);
    return { tasks, source: listed ?? (taskId ? await showTask(taskId) : null) }; // which says that there is none
  }, [taskId]);
  const save = async (/** @type {{ typed: Typed }} */ { typed }, /** @type {() => void} */ forget) => {
    const settings = sentOf(typed);
    const made = await (taskId ? copyTask(taskId, { settings }) : createTask({ settings }));
    forget();
    replace(`/tasks/${made.task_id}`, { said: 'made' });
  };
  return html`<${Await} of=${loaded} title="新建任务">${(/** @type {Ready} */ { tasks, source }) => html`
    <${TaskForm} name=${`task.${taskId ? `copy.${taskId}` : 'new'}`} title=${source ? '复制任务' : '新建任务'} isNew
        back=${taskId ? `#/tasks/${taskId}` : '#/tasks'} yes="保存为草稿" base=${source ? copied(source) : NEW}
        tasks=${tasks} save=${save} lead=${
          source
            ? `设置来自“${source.settings.title}”，请填写新的时间；补采集请选择原任务。名单、订单和照片不会复制。`
            : '保存后是草稿，学生还看不到；核对无误再开放。'
        } />
  `}<//>`;
}
