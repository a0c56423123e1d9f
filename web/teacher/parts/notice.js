/** What the teacher sends to everybody, and the link that she may pass on. */
import { html } from '../../shared/vendor/preact.js';
import { noticeToAll } from '../notices.js';
import { Copy } from './copy.js';

/** @import { TeacherView } from '../../shared/generated/types' */

/** @param {{ view: TeacherView }} props */
export const Notice = ({ view }) => html`<section class="card" aria-labelledby="notice">
  <h2 id="notice">通知文字</h2>
  <p class="said-box">${noticeToAll(view, location.origin)}</p>
  ${
    view.forward &&
    html`
      <${Copy} icon="link" label="只有人数的链接" text=${`${location.origin}/p/#/${view.forward}`}>
        复制只有人数的链接
      <//>
      <p class="tiny">可以转发给同事和班委：打开只看得到各班人数，看不到学号。</p>
    `
  }
</section>`;
