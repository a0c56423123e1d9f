/** What an order's owner is to know and to do now: one sentence, one action, and whom to call where there is none. */
import { html } from '../../shared/vendor/preact.js';
import { Link } from '../../shared/ui.js';
import { nextOf } from '../order_words.js';
import { Icon } from './icon.js';

/** {sentence, action: {label, href} | null, telephone: text | null} */
export const wayOut = (order) => ({ sentence: order.tells, action: nextOf(order), telephone: null });

export const Call = ({ phone, kind = 'primary' }) => html`<${Link} kind=${kind} href=${`tel:${phone.replace(/[^\d+]/g, '')}`}><${Icon} name="phone" small />联系分社 ${phone}<//>`;

/** kind, mini: of the button. */
export function Act({ order, kind = 'primary', mini = false }) {
  const { action, telephone } = wayOut(order);
  if (action) return html`<${Link} kind=${mini ? `${kind} weui-btn_mini` : kind} href=${action.href}>${action.label}<//>`;
  return telephone && html`<${Call} phone=${telephone} kind=${kind} />`;
}
