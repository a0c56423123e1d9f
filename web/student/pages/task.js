/** What the code stands for: type, price, time, refund rule, people to ask. */
import { html } from '../../shared/vendor/preact.js';
import { Await, Card, Facts, Link, Page } from '../../shared/ui.js';
import { Steps } from '../parts/steps.js';
import { Foot } from '../parts/foot.js';
import { Contacts } from '../parts/contacts.js';
import { Said } from '../../shared/order/said.js';
import { yuan } from '../../shared/words.js';
import { step, useTask } from '../task.js';

/** @import { PublicTask } from '../../shared/generated/types' */

/** @param {{ code: string }} props */
export default function Task({ code }) {
  const loaded = useTask(code);
  return html`<${Page} title="确认采集任务" back="#/" wide>
    <${Steps} at=${0} />
    <${Await} of=${loaded}>${(/** @type {PublicTask} */ task) => html`<div class="two">
      <${Card} title=${task.title}>
        <p class="price">
          <span class="sum">${task.price ? yuan(task.price_text) : '免费'}</span>
          <span class="tag">${task.task_type_label}</span>
        </p>
        <${Facts} rows=${[
          ...task.rows.map(({ label, value }) => [label, html`<${Said} text=${value} />`]),
          ['特征码', html`<span class="mono">${code.toUpperCase()}</span>`],
        ]} />
      <//>
      <div class="beside">
        <${Card} title="办理时间和退款"><p>${task.delivery_text}</p><p>${task.refund_text}</p><//>
        <${Foot}>
          <${Link} href=${`#${step(code, task.collect_mode === 'ENCRYPTED' ? 'collect-code' : 'form')}`}>开始办理<//>
        <//>
        <${Card} title="有疑问"><${Contacts} contacts=${task.contacts} /><//>
      </div>
    </div>`}<//>
  <//>`;
}
