/** No student has begun yet: what is said where figures will be. */
import { html } from '../../../shared/vendor/preact.js';
import { Empty } from '../../ui/empty.js';

export const Nobody = () => html`<${Empty} sign="tasks" title="还没有学生办理">
  学生用特征码进入任务并开始办理后，数字几秒内出现在这里。
<//>`;
