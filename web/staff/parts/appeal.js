/** A photo that the machine refused and whose student asks for a person (请人工查看). */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';

/** @import { Picture } from '../../shared/generated/types' */

/** Why, in the student's own words, too; undecided: with what a reviewer is to do.
 * @param {{ appeal: Picture['appeal'], undecided?: boolean }} props */
export const Appeal = ({ appeal, undecided = false }) =>
  appeal &&
  html`<div class="notice notice-warn">
    <p class="error-what">学生请人工查看：${appeal.reason}</p>
    ${appeal.said && html`<p>学生说：“${appeal.said}”</p>`}
    <p class="small">
      ${when(appeal.at)}${undecided && '，机检没有通过：符合要求就通过，确有问题就驳回并选择原因。'}
    </p>
  </div>`;

/** Beside a name or a state. */
export const AppealMark = () => html`<span class="tag tag-warn">请人工查看</span>`;
