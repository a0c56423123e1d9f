/** What the code stands for: type, price, time, refund rule, people to ask. */
import { html } from '../../shared/vendor/preact.js';
import { Await, Card, Link, Page } from '../../shared/ui.js';
import { Steps } from '../../shared/student/steps.js';
import { Foot } from '../parts/foot.js';
import { Contacts } from '../../shared/student/contacts.js';
import { TaskCard, TermsCard } from '../../shared/student/task_cards.js';
import { step, useTask } from '../task.js';

/** @import { PublicTask } from '../../shared/generated/types' */

/** @param {{ code: string }} props */
export default function Task({ code }) {
  const loaded = useTask(code);
  return html`<${Page} title="确认采集任务" back="#/" wide>
    <${Steps} at=${0} />
    <${Await} of=${loaded}>${(/** @type {PublicTask} */ task) => html`<div class="two">
      <${TaskCard} task=${task} code=${code} />
      <div class="beside">
        <${TermsCard} task=${task} />
        <${Foot}>
          <${Link} href=${`#${step(code, task.collect_mode === 'ENCRYPTED' ? 'collect-code' : 'form')}`}>开始办理<//>
        <//>
        <${Card} title="有疑问"><${Contacts} contacts=${task.contacts} /><//>
      </div>
    </div>`}<//>
  <//>`;
}
