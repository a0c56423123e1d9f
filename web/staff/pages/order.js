/** One order with everything the desk knows of it, and what may be done about it now. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Page } from '../../shared/ui.js';
import { showDeskOrder } from '../generated/client.js';
import { stepOf } from '../decisions.js';
import { ACTIONS, KEYS } from '../money_words.js';
import { Contact } from '../parts/contact.js';
import { Decide } from '../parts/decide.js';
import { History, Money, Photos, Standing, WhoOfIt } from '../parts/order_facts.js';
import { Said } from '../parts/said.js';
import { useMay } from '../session.js';
import { State } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';

/** @import { DeskOrder, MayDo } from '../../shared/generated/types' */

/** @param {Pick<MayDo, 'action' | 'attempt_no'>} what */
const keyOf = ({ action, attempt_no: attemptNo }) => `${action} ${attemptNo ?? ''}`;

/** What is done, by whom, in words.  @param {MayDo} one */
const wordsOf = ({ action, attempt_no: attemptNo, two }) =>
  `${ACTIONS[action]}${attemptNo ? `（第 ${attemptNo} 笔）` : ''}${two ? '（需两人）' : ''}`;

/** Each with its key, and what it does; of several payments the first has the key.
 * @param {{ of: MayDo[], onAsk: (what: MayDo) => unknown }} props */
const Actions = ({ of: actions, onAsk }) =>
  actions.length > 0 &&
  html`<${Card} title="可以做什么" foot="做之前都会先说明后果。">
    <ul class="deeds">${actions.map(
      (one, no) => html`<li key=${keyOf(one)}>
        <${Button} kind=${stepOf(one.action).danger ? 'risk' : 'default'} onClick=${() => onAsk(one)}
            cap=${actions.findIndex(({ action }) => action === one.action) === no ? KEYS[one.action] : null}>
          ${wordsOf(one)}
        <//>
        <p class="small">${stepOf(one.action).tell}</p>
      </li>`,
    )}</ul>
  <//>`;

/** @param {{ orderId: string }} props */
export default function Order({ orderId }) {
  const may = useMay();
  const loaded = useLoaded(() => showDeskOrder(orderId), [orderId]);
  const [said, setSaid] = useState('');
  // with the order as it was: it changes behind a refusal, which must be read
  const [asked, setAsked] = useState(/** @type {{ what: MayDo, order: DeskOrder } | null} */ (null));
  const done = (/** @type {{ order: DeskOrder }} */ { order }, /** @type {string} */ words) => {
    setAsked(null);
    loaded.set(order);
    setSaid(words);
  };
  const beside = html`
    ${loaded.value && html`<${State} of=${loaded.value} />`}<span class="mono small">${orderId}</span>
  `;
  return html`<${Page} title="订单" beside=${beside} wide
      back=${may('MANAGER', 'FINANCE') ? '#/orders' : '#/'}>
    <${Said}>${said}<//>
    <${Await} of=${loaded}>${(/** @type {DeskOrder} */ order) => html`
      <div class="order">
        <div class="order-who">
          <${WhoOfIt} order=${order}>${may('MANAGER') && html`<${Contact} key=${order.seq} orderId=${orderId} />`}<//>
          <${History} order=${order} />
        </div>
        <div class="order-what"><${Photos} order=${order} /><${Money} order=${order} /></div>
        <div class="order-does">
          <${Standing} order=${order} />
          <${Actions} of=${order.actions} onAsk=${(/** @type {MayDo} */ what) => setAsked({ what, order })} />
        </div>
      </div>
      ${
        asked &&
        html`
          <${Decide} key=${keyOf(asked.what)} ...${asked} onDone=${done} onStale=${loaded.reload}
              onNo=${() => setAsked(null)} />
        `
      }
    `}<//>
  <//>`;
}
