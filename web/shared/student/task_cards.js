/** What a task is and on which terms, as a student reads it before she begins. */
import { html } from '../vendor/preact.js';
import { Card, Facts } from '../ui.js';
import { yuan } from '../words.js';
import { Said } from './said.js';

/** @import { PublicTask } from '../generated/types' */

/** code: as it was typed; changed: labels of rows that stand out.
 * @param {{ task: PublicTask, code: string, changed?: string[] }} props */
export const TaskCard = ({ task, code, changed = [] }) => html`<${Card} title=${task.title}>
  <p class="price">
    <span class="sum">${task.price ? yuan(task.price_text) : '免费'}</span>
    <span class="tag">${task.task_type_label}</span>
  </p>
  <${Facts} rows=${[
    ...task.rows.map(({ label, value }) => [
      label,
      changed.includes(label) ? html`<mark><${Said} text=${value} /></mark>` : html`<${Said} text=${value} />`,
    ]),
    ['特征码', html`<span class="mono">${code.toUpperCase()}</span>`],
  ]} />
<//>`;

/** @param {{ task: Pick<PublicTask, 'delivery_text' | 'refund_text' | 'kept_text'> }} props */
export const TermsCard = ({ task }) => html`
  <${Card} title="办理时间和退款"><p>${task.delivery_text}</p><p>${task.refund_text}</p><//>
  <${Card} title="资料保存多久"><p>${task.kept_text}</p><//>
`;
