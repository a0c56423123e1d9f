/** The cells of a line of a bill that differed. */
import { html } from '../../../shared/vendor/preact.js';
import { link } from '../../../shared/router.js';
import { billLine } from '../../bill_words.js';
import { AskChannel } from './channel_says.js';

/** @import { BillLineView } from '../../../shared/generated/types' */

/** How the line differs; what differs no more says so first.  @param {{ of: BillLineView }} props */
export const BillKind = ({ of: line }) =>
  billLine(line).isOver ? html`已一致<br /><span class="small">核对时：${line.label}</span>` : line.label;

/** The line's number, and the way to its order's money where that is of this branch.
 * @param {{ of: BillLineView }} props */
export const BillNumber = ({ of: { number, order_id: id, whose, branch } }) => html`
  <span class="mono">${number}</span>
  ${whose === 'OWN' && html`<br /><a href=${link(`/orders/${id}/money`)} aria-label=${`账目 ${number}`}>账目</a>`}
  ${whose === 'OTHER' && html`<br /><span class="small">其他分社：${branch}</span>`}
`;

/** @param {{ of: BillLineView }} props */
export const BillStory = ({ of: line }) => {
  const { story, todo } = billLine(line);
  return html`${story}<br /><span class="small">${todo}</span>`;
};

/** @param {{ of: BillLineView }} props */
export const BillActs = ({ of: line }) => {
  const { number, order_id: id } = line;
  const { attempt, act } = billLine(line);
  return html`<div class="bar">
    ${attempt > 0 && html`<${AskChannel} orderId=${id} attemptNo=${attempt} number=${number} />`}
    ${act && html`<a href=${act[1]} aria-label=${`${act[0]} ${number}`}>${act[0]}</a>`}
  </div>`;
};
