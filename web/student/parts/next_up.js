/** What comes next of an order that its owner has nothing to do with for now. */
import { html } from '../../shared/vendor/preact.js';
import { dayOf } from '../../shared/words.js';
import { Said } from './said.js';

const REVIEW = '人工审核';
const MADE = { GROUP: '制作并报送学信网', INDIVIDUAL: '制作并寄送照片' };
const CHECK = ['登录学信网校对图像', '报送后请按学校通知校对。'];
const FROM = { IN_REVIEW: 0, APPROVED: 1, IN_PRODUCTION: 1 };

/** Of an order whose data went nothing does.  expected_on: the day the server expects the next step to be done; without
 * one no day is said. */
export function nextUp({ state, task, expected_on: expected, posting, timeline }) {
  if (!(state in FROM) || timeline.some(({ event }) => event === 'erase')) return [];
  if (posting) return [CHECK];
  const made = [MADE[task.task_type], state === 'IN_REVIEW' ? '审核通过后办理，您不用操作。' : '您不用操作。'];
  const steps = [[REVIEW, '结果会通知您。'], made, CHECK].slice(FROM[state]);
  return expected ? [[steps[0][0], `预计 ${dayOf(expected)} 前完成。`], ...steps.slice(1)] : steps;
}

export const NextUp = ({ steps }) => html`<ol class="timeline">
  ${steps.map(([what, how], place) => html`<li class=${place ? '' : 'now'}><p>${what}</p><p class="small"><${Said} text=${how} /></p></li>`)}
</ol>`;
