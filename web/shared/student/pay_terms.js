/** By when it will be done and when money goes back, beside the amount to pay. */
import { html } from '../vendor/preact.js';

/** @import { PublicTask } from '../generated/types' */

/** @param {Pick<PublicTask, 'delivery_text' | 'refund_text'>} props */
export const PayTerms = ({ delivery_text: delivery, refund_text: refund }) => html`<div class="grow">
  <p>${delivery}</p><p>${refund}</p>
</div>`;
