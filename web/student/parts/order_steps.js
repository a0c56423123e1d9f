/** How far an order is: a line of steps, each with its day. */
import { html } from '../../shared/vendor/preact.js';
import { monthDay } from '../../shared/words.js';

/** @import { OrderView } from '../../shared/generated/types' */

/** @type {Record<string, string>} */
const AT = {
  DRAFT: '提交',
  AWAITING_PAYMENT: '支付',
  EXPIRED: '支付',
  IN_REVIEW: '审核',
  WITHDRAWN: '审核',
  REJECTED: '审核',
  APPROVED: '制作',
  IN_PRODUCTION: '制作',
  CORRECTION: '勘误',
  DONE: '校对',
};
const HALTED = new Set(['EXPIRED', 'REJECTED', 'CORRECTION']);
/** The event that ends a step.  @type {Record<string, string>} */
const ENDS = { 提交: 'submit', 支付: 'paid', 审核: 'approve', 制作: 'confirm' };

/** @param {{ at: string | undefined }} props */
const Day = ({ at }) => at && html`<time datetime=${at}>${monthDay(at)}</time>`;

/** @param {{ order: OrderView }} props */
export function OrderSteps({ order: { state, price, timeline } }) {
  const names = ['提交', ...(price ? ['支付'] : []), '审核', state === 'CORRECTION' ? '勘误' : '制作', '校对'];
  const now = names.indexOf(AT[state]);
  if (now < 0) return null; // it is over before its end
  const day = (/** @type {string} */ name) => timeline.filter(({ event }) => event === ENDS[name]).pop()?.at;
  const look = (/** @type {number} */ place) =>
    place < now ? 'done' : place > now ? '' : HALTED.has(state) ? 'now halt' : 'now';
  return html`<ol class="steps" aria-label="订单进度">${names.map(
    (name, place) => html`
      <li class=${look(place)} aria-current=${place === now ? 'step' : null}>
        ${name}${place < now && html`<${Day} at=${day(name)} />`}
      </li>
    `,
  )}</ol>`;
}
