/** What an order's owner is to know and to do now, as the server says it: one sentence, one step, or whom to call. */
import { html } from '../../shared/vendor/preact.js';
import { Link } from '../../shared/ui.js';
import { telOf } from '../../shared/words.js';
import { Icon } from './icon.js';
import { Said } from '../../shared/student/said.js';

/** @import { OrderView, Step } from '../../shared/generated/types' */

/** Where each step is done. */
const SCREENS = {
  START: () => '#/',
  REQUIREMENTS: (/** @type {string} */ id) => `#/orders/${id}/requirements`,
  PHOTO: (/** @type {string} */ id) => `#/orders/${id}/photo`,
  EDIT: (/** @type {string} */ id) => `#/orders/${id}/photo`,
  CONFIRM: (/** @type {string} */ id) => `#/orders/${id}/confirm`,
  PAY: (/** @type {string} */ id) => `#/orders/${id}/pay`,
  ORDER: (/** @type {string} */ id) => `#/orders/${id}`,
  CONSENTS: () => '#/me/consents',
};

/** @type {Record<string, string>} */
const WORDS = { EDIT: '修改订单' }; // as the site's guide calls it

/** @param {string} id @param {Step} next */
const hrefOf = (id, next) => SCREENS[next.screen](id);

/** short: the number is not written out, where there is little room.
 * @param {{ phone: string, kind: string, mini: boolean, short?: boolean }} props */
const Call = ({ phone, kind, mini, short }) => html`
  <${Link} kind=${kind} mini=${mini} href=${telOf(phone)} aria-label=${short ? `联系分社 ${phone}` : null}>
    <${Icon} name="phone" small /><span>联系分社${!short && html` <span class="num">${phone}</span>`}</span>
  <//>
`;

/** The step and, where that is the way on, the telephone.  kind, mini: of the button.
 * @param {{ order: OrderView, kind?: string, mini?: boolean }} props */
export function Act({ order, kind = 'primary', mini = false }) {
  const {
    next,
    way_out: { telephone },
  } = order;
  const step =
    next &&
    html`<${Link} kind=${kind} mini=${mini} href=${hrefOf(order.order_id, next)}>
      ${WORDS[next.screen] ?? next.label}
    <//>`;
  const call =
    telephone &&
    html`
      <${Call} phone=${telephone} kind=${next ? 'default' : kind} mini=${mini} short=${mini && next} />
    `;
  return mini ? html`<span class="acts">${call}${step}</span>` : html`${step}${call}`;
}

/** On a page whose work is not wanted now.
 * @param {{ order: OrderView }} props */
export const Elsewhere = ({ order }) => html`<section class="card">
  <h2>${`订单当前为“${order.label}”`}</h2>
  <p><${Said} text=${order.way_out.sentence} /></p>
  <${Act} order=${order} />
  ${order.next?.screen !== 'ORDER' && html`<${Link} kind="default" href=${`#/orders/${order.order_id}`}>查看订单<//>`}
</section>`;
