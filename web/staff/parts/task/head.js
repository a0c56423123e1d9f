/** What stands above every page of one task. */
import { html } from '../../../shared/vendor/preact.js';
import { PROBLEMS, STATES } from '../../task_words.js';
import { Badge } from '../../ui/badge.js';

/** @import { DeskTask, TaskRow } from '../../../shared/generated/types' */
/** @import { Turn } from '../../ui/badge.js' */

/** A draft waits for the branch.  @type {Record<DeskTask['state'], Turn>} */
const TURNS = { DRAFT: 'us', OPEN: 'well', CLOSED: 'over' };

/** @param {{ state: DeskTask['state'] }} props */
export const StateTag = ({ state }) => html`<${Badge} turn=${TURNS[state]}>${STATES[state]}<//>`;

/** Why nobody may begin now; what the state says already is left out.
 * @param {{ task: Pick<DeskTask, 'state' | 'problem'> | TaskRow }} props */
export const Problem = ({ task: { state, problem } }) => {
  if (problem === null) return '学生现在可以办理';
  return state === 'OPEN' ? `${PROBLEMS[problem]}，学生现在不能办理` : '学生现在不能办理';
};
