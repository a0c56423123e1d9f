/** One order with everything the desk knows of it, what its student sees, and what may be done about it now. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Page } from '../../shared/ui.js';
import { showDeskOrder } from '../generated/client.js';
import { backFrom } from '../found.js';
import { ChangePhone, WAITS } from '../parts/account.js';
import { Contact } from '../parts/contact.js';
import { Decide } from '../parts/decide.js';
import { Resolve } from '../parts/money/resolve.js';
import { Deeds, keyOf } from '../parts/order/deeds.js';
import { History, Money, Photos, Standing, WhoOfIt } from '../parts/order/facts.js';
import { Messages } from '../parts/order/messages.js';
import { OrderNumber } from '../parts/order/number.js';
import { StudentSees } from '../parts/order/student_sees.js';
import { WaitingTwo } from '../parts/order/waiting_two.js';
import { Said } from '../parts/said.js';
import { paymentOf } from '../resolving.js';
import { useMay } from '../session.js';
import { State } from '../ui/badge.js';

/** @import { Decided, DeskOrder, MayDo, StudentAccount } from '../../shared/generated/types' */

/** What may be done with the student's account.
 * @param {DeskOrder} order @param {boolean} manager @param {() => unknown} ask */
const accountDeeds = ({ account }, manager, ask) =>
  account && manager ? [{ name: '换手机号', cap: 'H', tell: '原号不能再登录，需两人', onAsk: ask }] : [];

/** The dialog of what is being done with the order; a payment that does not match has its own.
 * @param {{ order: DeskOrder, what: MayDo, onDone: (answer: Decided, words: string) => unknown,
 *   onStale: () => unknown, onNo: () => unknown }} props */
const Asked = ({ order, what, ...rest }) =>
  what.action === 'resolve'
    ? html`<${Resolve} of=${paymentOf(order, what.attempt_no)} ...${rest} />`
    : html`<${Decide} order=${order} what=${what} ...${rest} />`;

/** @param {{ orderId: string }} props */
export default function Order({ orderId }) {
  const may = useMay();
  const loaded = useLoaded(() => showDeskOrder(orderId), [orderId]);
  const [said, setSaid] = useState('');
  const [proposed, setProposed] = useState(0); // how often something was proposed here
  // with the order as it was: it changes behind a refusal, which must be read
  const [asked, setAsked] = useState(/** @type {{ what: MayDo, order: DeskOrder } | null} */ (null));
  const [changing, setChanging] = useState(false); // the account's number
  const done = (/** @type {{ order: DeskOrder }} */ { order }, /** @type {string} */ words) => {
    setAsked(null);
    loaded.set(order);
    setSaid(words);
    setProposed((before) => before + 1);
  };
  const read = (/** @type {string} */ words) => {
    setChanging(false);
    setSaid(words);
    loaded.reload();
  };
  const { value } = loaded;
  const beside = html`
    ${value && html`<strong>${value.student.name}</strong> <${State} of=${value} />`}
    <${OrderNumber} key=${orderId} of=${value?.number ?? orderId} />
  `;
  return html`<${Page} title="订单" beside=${beside} wide
      back=${may('MANAGER', 'FINANCE') ? backFrom(orderId) : '#/'}>
    <${Said}>${said}<//>
    <${Await} of=${loaded}>${(/** @type {DeskOrder} */ order) => html`
      ${
        may('MANAGER', 'FINANCE') &&
        html`<${WaitingTwo} orderId=${orderId} seq=${order.seq} asked=${proposed} onDone=${read} />`
      }
      ${order.undecided && html`<p class="notice notice-warn">补交期限已过，等待决定：延期、关闭或退款。</p>`}
      <div class="order">
        <div class="order-who">
          <${WhoOfIt} order=${order}>${may('MANAGER') && html`<${Contact} key=${order.seq} orderId=${orderId} />`}<//>
          <${History} order=${order} />
          <${Standing} order=${order} />
        </div>
        <div class="order-what">
          <${Photos} order=${order} /><${Money} order=${order} /><${Messages} orderId=${orderId} seq=${order.seq} />
        </div>
        <div class="order-does">
          <${StudentSees} orderId=${orderId} seq=${order.seq} />
          <${Deeds} order=${order} more=${accountDeeds(order, may('MANAGER'), () => setChanging(true))}
              onAsk=${(/** @type {MayDo} */ what) => setAsked({ what, order })} />
        </div>
      </div>
      ${
        asked &&
        html`
          <${Asked} key=${keyOf(asked.what)} ...${asked} onDone=${done} onStale=${loaded.reload}
              onNo=${() => setAsked(null)} />
        `
      }
      ${
        changing &&
        order.account &&
        html`<${ChangePhone} person=${order.account} onDone=${() => read(WAITS)} onNo=${() => setChanging(false)} />`
      }
    `}<//>
  <//>`;
}
