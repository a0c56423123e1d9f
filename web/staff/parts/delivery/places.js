/** The pages of a task's delivery, beside each other. */
import { html } from '../../../shared/vendor/preact.js';
import { useMay } from '../../session.js';
import { Chips } from '../../ui/chips.js';

/** @import { DeskTask } from '../../../shared/generated/types' */

/** Whether a task's prints go to their students by post.  @param {DeskTask} task */
export const isPosted = ({ settings }) => settings.task_type === 'INDIVIDUAL';

/** now: packages, prints or posting.  @param {{ task: DeskTask, now: string }} props */
export function DeliveryPlaces({ task, now }) {
  const may = useMay();
  const at = `#/tasks/${task.task_id}`;
  /** @type {[name: string, words: string, address: string][]} */
  const chips = [['packages', '制作包', `${at}/packages`]];
  if (may('MANAGER')) chips.push(['prints', '冲印', `${at}/prints`]);
  if (may('MANAGER') && isPosted(task)) chips.push(['posting', '邮寄', `${at}/posting`]);
  return chips.length > 1 && html`<${Chips} label="交付" chips=${chips} now=${now} />`;
}
