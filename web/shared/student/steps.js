/** How far the student is on her way. */
import { html } from '../vendor/preact.js';

const STEPS = ['找到任务', '填写信息', '拍摄照片', '核对支付'];

/** at: 0 … 3.
 * @param {{ at: number }} props */
export const Steps = ({ at }) => html`<ol class="bar" aria-label="办理进度">
  ${STEPS.map(
    (name, place) => html`
      <li class=${place < at ? 'done' : place === at ? 'now' : ''} aria-current=${place === at ? 'step' : null}>
        <span>${name}</span>
      </li>
    `,
  )}
</ol>`;
