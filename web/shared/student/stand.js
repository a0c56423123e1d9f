/** Where an order stands, as its student's page begins: its state, the one sentence, how much time is left. */
import { html } from '../vendor/preact.js';
import { useSecondsUntil } from '../hooks.js';
import { howLong } from '../words.js';
import { Said } from './said.js';

/** @import { OrderView } from '../generated/types' */

/** @param {{ until: string }} props */
const Left = ({ until }) => {
  const left = useSecondsUntil(until);
  return html`<p class="left" role="timer">还剩 <strong>${howLong(left ?? 0)}</strong></p>`;
};

/** @param {{ order: OrderView }} props */
export const Stand = ({ order }) => html`
  <p class=${`state state-big state-${order.tone}`}>${order.label}</p>
  <p><${Said} text=${order.way_out.sentence} /></p>
  ${order.until && html`<${Left} until=${order.until} />`}
`;
