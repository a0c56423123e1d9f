/** What a payment's channel says of it now: asked when this is opened, and again by a button. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded, useWork } from '../../../shared/hooks.js';
import { Dialog, ErrorBox } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { askChannel } from '../../generated/client.js';
import { Button } from '../../ui/button.js';

/** @import { ChannelAnswer } from '../../../shared/generated/types' */
/** @import { Loaded } from '../../../shared/hooks.js' */

/** @param {string} orderId @param {number} attemptNo */
export const useChannel = (orderId, attemptNo) => useLoaded(() => askChannel(orderId, attemptNo), [orderId, attemptNo]);

/** @param {{ of: Loaded<ChannelAnswer> }} props */
export function ChannelSays({ of: { value, error, reload } }) {
  const [run, busy] = useWork();
  return html`
  <div role="status" class="channel-says">
    ${!value && !error && html`<p class="note"><span class="spin" aria-hidden="true"></span>正在向渠道查询……</p>`}
    ${
      value &&
      html`<p class=${value.state === 'GONE' ? 'notice notice-warn' : 'note'}>
        ${value.text}<br /><span class="small">查询于 ${when(value.at)}</span>
      </p>`
    }
    <${ErrorBox} error=${error} still />
  </div>
  <div class="bar"><${Button} kind="default" busy=${busy || (!value && !error)}
      onClick=${() => run(reload)}>再问一次<//></div>
  `;
}

/** By itself.  @param {{ orderId: string, attemptNo: number }} props */
const Asked = ({ orderId, attemptNo }) => html`<${ChannelSays} of=${useChannel(orderId, attemptNo)} />`;

/** A button, and the answer in a dialog.  number: of the payment or refund, for who cannot see the row.
 * @param {{ orderId: string, attemptNo: number, number: string }} props */
export function AskChannel({ orderId, attemptNo, number }) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return html`
    <${Button} kind="default" aria-label=${`问渠道 ${number}`} onClick=${() => setAsking(true)}>问渠道<//>
    ${
      asking &&
      html`<${Dialog} title="渠道现在怎样说" onClose=${close} footer=${html`
        <${Button} kind="default" onClick=${close}>知道了<//>
      `}>
        <${Asked} orderId=${orderId} attemptNo=${attemptNo} />
      <//>`
    }
  `;
}
