/** What the collection code said, to be confirmed before anything else. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { kept } from '../../shared/kept.js';
import { Await, Button, Card, Facts, Link, Page, rowsOf } from '../../shared/ui.js';
import { Steps } from '../../shared/student/steps.js';
import { Foot } from '../parts/foot.js';
import { Begun } from '../parts/begun.js';
import { Contacts } from '../../shared/student/contacts.js';
import { step, useTask } from '../task.js';

/** @import { CodeRead, PublicTask } from '../../shared/generated/types' */

/** @param {{ code: string, task: PublicTask, read: CodeRead }} props */
function Known({ code, task, read }) {
  const [wrong, setWrong] = useState(false);
  return html`<div class="two">
    <${Card}>
      <${Facts} rows=${rowsOf(read.details)} />
      <p class="small">姓名按规定隐去部分文字，属于正常情况。</p>
    <//>
    <div class="beside">
      ${read.cautions.map(
        (caution) => html`<div class="notice notice-warn" role="status">
          <p class="error-what">${caution.message}</p><p>${caution.action}</p>
          ${caution.order_id && html`<${Link} href=${`#/orders/${caution.order_id}`}>查看订单<//>`}
        </div>`,
      )}
      <${Foot}>
        <${Button} kind="default" aria-expanded=${wrong ? 'true' : 'false'} onClick=${() => setWrong(!wrong)}>
          信息有误
        <//>
        <${Link} href=${`#${step(code, 'form')}`}>信息无误，下一步<//>
      <//>
      ${
        wrong &&
        html`<${Card} title="信息有误怎么办">
          <p>
            这些信息来自学信网，本站不能修改。如果上传了别人的采集码，请
            <a href=${`#${step(code, 'collect-code')}`}>重新上传</a>；学籍信息本身有误，请先联系学校老师或分社。
          </p>
          <${Contacts} contacts=${task.contacts} />
        <//>`
      }
    </div>
  </div>`;
}

/** Over, or read in another tab.
 * @param {{ code: string }} props */
export const Gone = ({ code }) => html`<${Card} title="请先上传采集码">
  <p>识别结果只在上传的页面保留一小时，之后需要重新上传。</p>
  <${Link} href=${`#${step(code, 'collect-code')}`}>上传采集码<//>
<//>`;

/** The read of this tab while it can still open an order.
 * @param {string} taskId */
export function readOf(taskId) {
  const read = kept(`read.${taskId}`, /** @type {CodeRead | null} */ (null));
  return read && new Date(read.expires_at).getTime() > now() ? read : null;
}

/** @param {{ code: string }} props */
export default function Info({ code }) {
  const loaded = useTask(code);
  return html`
    <${Page} title="核对学生信息" lead="请确认是您本人的学籍信息。" back=${`#${step(code, 'collect-code')}`} wide>
      <${Steps} at=${1} />
      <${Await} of=${loaded}>${(/** @type {PublicTask} */ task) => {
        const read = readOf(task.task_id);
        return html`
          <${Begun} taskId=${task.task_id} />
          ${read ? html`<${Known} code=${code} task=${task} read=${read} />` : html`<${Gone} code=${code} />`}
        `;
      }}<//>
    <//>
  `;
}
