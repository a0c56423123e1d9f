/** How far an order is: a line of steps, each with its day. */
import { html } from '../vendor/preact.js';
import { monthDay } from '../words.js';
import { stepsOf } from '../both/order_looks.js';

/** @import { OrderView } from '../generated/types' */

/** The event that ends a step.  @type {Record<string, string>} */
const ENDED_BY = { 提交: 'submit', 支付: 'paid', 审核: 'approve', 制作: 'confirm' };

/** @param {{ at: string | undefined }} props */
const Day = ({ at }) => at && html`<time datetime=${at}>${monthDay(at)}</time>`;

/** @param {{ order: OrderView }} props */
export function OrderSteps({ order }) {
  const steps = stepsOf(order);
  if (!steps.length) return null; // it is over before its end
  const day = (/** @type {string} */ name) => order.timeline.filter(({ event }) => event === ENDED_BY[name]).pop()?.at;
  const isHere = (/** @type {string} */ look) => look === 'now' || look === 'halt';
  return html`<ol class="steps" aria-label="订单进度">${steps.map(
    ({ label, look }) => html`
      <li class=${look === 'halt' ? 'now halt' : look} aria-current=${isHere(look) ? 'step' : null}>
        ${label}${look === 'done' && html`<${Day} at=${day(label)} />`}
      </li>
    `,
  )}</ol>`;
}
