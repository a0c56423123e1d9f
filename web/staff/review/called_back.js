/** That an approved photo is reviewed once more, and why: who does not know would pass it again. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';

/** @import { Picture } from '../../shared/generated/types' */

/** @param {{ of: NonNullable<Picture['recalled']> }} props */
export const CalledBack = ({ of: { at, by, reason } }) =>
  html`<b class="b">已通过，被管理员召回：</b>${reason}<br /><span class="soft">${by}，${when(at)}</span>`;
