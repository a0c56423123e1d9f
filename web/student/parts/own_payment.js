/** A payment that was begun on this page: its code, what is said in the code's place, and the end of waiting. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { QrCode } from '../../shared/qr_code.js';
import { Button, Link } from '../../shared/ui.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Shown } from '../money_views.js' */

/** @type {Record<string, string>} */
const APPS = { WECHAT: '微信', ALIPAY: '支付宝' };

/** The code comes into sight, since it stands below the ways.  tells: what happens after it was scanned
 * @param {{ of: { channel: string, params: Record<string, string> }, tells: string, children?: Children }} props */
export function Code({ of: { channel, params }, tells, children }) {
  const app = APPS[channel.split('_')[0]];
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [params.code_url]);
  return html`<div class="scan" ref=${box}>
    <${QrCode} text=${params.code_url} label=${`${app}支付二维码`} />
    <div>
      <div role="status"><p class="error-what">请打开${app}“扫一扫”</p><p>${tells}</p></div>
      ${children}
    </div>
  </div>`;
}

/** page: the channel's, where it is known.
 * @param {{ shown: Shown, page?: string, again: () => unknown }} props */
export const Instead = ({ shown: { part, lead, says, word }, page, again }) => html`<div class="notice" role="status">
  ${lead && html`<p class="error-what">${lead}</p>`}
  <p>${says}</p>
  ${word && part === 'DEAD' && html`<${Button} kind="default" onClick=${again}>${word}<//>`}
  ${word && part === 'OUTSIDE' && html`<${Link} kind="default" href=${page}>${word}<//>`}
</div>`;

/** @param {{ look: () => unknown }} props */
export const Stopped = ({ look }) => html`<div class="notice" role="status">
  <p>等待较久，本页已停止自动查询。付款后请点下面的按钮，不要重复付款。</p>
  <${Button} kind="default" onClick=${look}>查看支付结果<//>
</div>`;
