/** What stands above every page of one task. */
import { html } from '../../../shared/vendor/preact.js';
import { PROBLEMS, STATES } from '../../task_words.js';

/** @import { DeskTask } from '../../../shared/generated/types' */

/** @param {{ state: DeskTask['state'] }} props */
export const StateTag = ({ state }) => html`<span class=${`tag task-${state}`}>${STATES[state]}</span>`;

/** Why nobody may begin now; what the state says already is left out.
 * @param {{ task: DeskTask }} props */
export const Problem = ({ task: { state, problem } }) => {
  if (problem === null) return '学生现在可以办理';
  return state === 'OPEN' ? `${PROBLEMS[problem]}，学生现在不能办理` : '学生现在不能办理';
};
