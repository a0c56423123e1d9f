/** One order with everything the desk knows of it, and what may be done about it now. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Button, Card, Page } from '../../shared/ui.js';
import { showDeskOrder } from '../generated/client.js';
import { ACTIONS } from '../money_words.js';
import { Contact } from '../parts/contact.js';
import { Decide } from '../parts/decide.js';
import { History, Money, Photos, Standing, WhoOfIt } from '../parts/order_facts.js';
import { Said } from '../parts/said.js';
import { useMay } from '../session.js';

/** @import { DeskOrder, MayDo } from '../../shared/generated/types' */

/** @param {Pick<MayDo, 'action' | 'attempt_no'>} what */
const keyOf = ({ action, attempt_no: attemptNo }) => `${action} ${attemptNo ?? ''}`;

/** @param {{ of: MayDo[], onAsk: (what: MayDo) => unknown }} props */
const Actions = ({ of: actions, onAsk }) =>
  actions.length > 0 &&
  html`<${Card} title="可以做什么">
    <div class="bar">${actions.map(
      (one) => html`
        <${Button} key=${keyOf(one)} kind="default" onClick=${() => onAsk(one)}>
          ${ACTIONS[one.action]}${one.attempt_no ? `（第 ${one.attempt_no} 笔）` : ''}${one.two ? '（需两人）' : ''}
        <//>
      `,
    )}</div>
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
  return html`<${Page} title="订单" lead=${orderId} back=${may('MANAGER', 'FINANCE') ? '#/orders' : '#/'}>
    <${Said}>${said}<//>
    <${Await} of=${loaded}>${(/** @type {DeskOrder} */ order) => html`
      <div class="two">
        <${Standing} order=${order} />
        <${WhoOfIt} order=${order}>${may('MANAGER') && html`<${Contact} key=${order.seq} orderId=${orderId} />`}<//>
      </div>
      <${Actions} of=${order.actions} onAsk=${(/** @type {MayDo} */ what) => setAsked({ what, order })} />
      <${Photos} order=${order} />
      <${Money} order=${order} />
      <${History} order=${order} />
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
