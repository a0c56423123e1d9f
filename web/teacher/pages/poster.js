/** The task's notice, to be printed. */
import { html } from '../../shared/vendor/preact.js';
import { Sheet } from '../../shared/sheet.js';
import { Button, Heading } from '../../shared/ui.js';
import { noticeToAll } from '../notices.js';
import { Copy } from '../parts/copy.js';
import { Icon } from '../parts/icon.js';
import { OfLink } from '../parts/link.js';
import { closedInWords, isClosed } from '../view.js';

/** @import { TeacherView } from '../../shared/generated/types' */

/** @param {{ token: string }} props */
export default ({ token }) =>
  html`<${OfLink} token=${token} fresh=${false}>${(/** @type {TeacherView} */ view) => html`
  <div class="poster">
    <div class="poster-bar">
      <${Heading} title="海报" />
      <p class="tiny">A4 一张，彩色、黑白都能看清</p>
      <a class="weui-btn weui-btn_default weui-btn_mini" href=${`#/${token}`}>返回</a>
      ${
        isClosed(view)
          ? html`<p class="notice notice-warn">${closedInWords(view)}</p>`
          : html`
            <${Copy} label="通知文字" text=${noticeToAll(view, location.origin)}>复制通知文字<//>
            <${Button} onClick=${() => print()}><${Icon} name="print" />打印<//>
          `
      }
    </div>
    <${Sheet} notice=${view.notice} label="海报" />
  </div>
`}<//>`;
