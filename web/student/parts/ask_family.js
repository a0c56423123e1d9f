/** Somebody else pays: the link to send, as a code to scan and as a text to take along. */
import { html, useState } from '../../shared/vendor/preact.js';
import { askToPay } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { QrCode } from '../../shared/qr_code.js';
import { when, yuan } from '../../shared/words.js';
import { Button, Dialog, ErrorBox } from '../../shared/ui.js';
import { Icon } from './icon.js';

/** @import { OrderView, PayLinkMade } from '../../shared/generated/types' */

/** Sends it by another app, where the browser can; whoever closes the choice has decided, and is told nothing.
 * @param {ShareData} text */
const send = (text) => navigator.share(text).catch(() => {});

/** @param {{ link: PayLinkMade, order: OrderView, onClose: () => unknown }} props */
function Made({ link, order, onClose }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    /** @type {HTMLInputElement} */ (document.getElementById('pay-link')).select();
    const done = await navigator.clipboard?.writeText(link.url).then(
      () => true,
      () => false,
    ); // a browser may forbid it
    setSaid(done ? '已复制，请发给家人' : '请复制选中的文字');
  };
  const text = { title: '请家人代付', text: `${order.task.title}，${yuan(order.price_text)}`, url: link.url };
  return html`<${Dialog} title=${`请家人代付 ${yuan(order.price_text)}`} onClose=${onClose} footer=${html`
    <${Button} kind="default" onClick=${onClose}>关闭<//>
    ${'share' in navigator && html`<${Button} onClick=${() => send(text)}>发给家人<//>`}
  `}>
    <p>家人只看到任务名称、隐去部分的姓名和金额，不用登录。</p>
    <div class="share">
      <${QrCode} text=${link.url} label="代付二维码" />
      <div>
        <p class="error-what">请家人扫一扫</p><p class="small warn-word num">${when(link.expires_at)} 前有效</p>
        <p class="small">如果退款，款项退回付款人的账户。</p>
      </div>
    </div>
    <div class="field">
      <label for="pay-link">代付链接</label>
      <div class="field-row">
        <input class="input mono" id="pay-link" readonly value=${link.url} onFocus=${({ target }) => target.select()} />
        <button type="button" class="weui-btn weui-btn_default weui-btn_mini" aria-label="复制代付链接" onClick=${copy}>
          复制
        </button>
      </div>
      <p class="hint" role="status">${said}</p>
    </div>
  <//>`;
}

/** @param {{ order: OrderView }} props */
export function AskFamily({ order }) {
  const [link, setLink] = useState(/** @type {PayLinkMade | null} */ (null));
  const [run, busy, error] = useWork();
  const ask = () => run(async () => setLink(await askToPay(order.order_id)));
  return html`
    <${Button} kind="quiet" busy=${busy} onClick=${ask}><${Icon} name="users" small />请家人代付<//>
    <${ErrorBox} error=${error} params=${{ orderId: order.order_id }} retry=${ask} />
    ${link && html`<${Made} link=${link} order=${order} onClose=${() => setLink(null)} />`}
  `;
}
