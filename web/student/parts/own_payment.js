/** A payment that was begun on this page: its code, or what is said in the code's place; and the end of waiting. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { useSecondsUntil } from '../../shared/hooks.js';
import { QrCode } from '../../shared/qr_code.js';
import { Button, Doing, Link } from '../../shared/ui.js';
import { howLong } from '../../shared/words.js';

/** @import { Shown } from '../money_views.js' */
/** @typedef {{ channel: string, params: Record<string, string>, expires_at: string }} Started */

/** @type {Record<string, string>} */
const APPS = { WECHAT: '微信', ALIPAY: '支付宝' };

/** The code comes into sight, since it stands below the ways.
 * @param {{ started: Started, tells: string, left: number }} props */
function Code({ started: { channel, params }, tells, left }) {
  const app = APPS[channel.split('_')[0]];
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [params.code_url]);
  return html`<div class="scan" ref=${box}>
    <${QrCode} text=${params.code_url} label=${`${app}支付二维码`} />
    <div>
      <div role="status"><p class="error-what">请打开${app}“扫一扫”</p><p>${tells}</p></div>
      <p class="small">二维码有效时间还剩 ${howLong(left)}</p>
    </div>
  </div>`;
}

/** view: what is shown while so many seconds are left; tells: what happens after the code was scanned; again: begins
 * another payment.
 * @param {{ started: Started | null, view: (left: number) => Shown | null, tells: string, busy: boolean,
 *   again: () => unknown }} props */
export function OwnPayment({ started, view, tells, busy, again }) {
  const left = useSecondsUntil(started?.expires_at) ?? 0;
  const shown = view(left);
  const renewed = useRef(''); // who waits with a phone in hand need not find a button; without a line it is asked once
  useEffect(() => {
    if (busy || !started || !shown?.renews || renewed.current === started.expires_at) return;
    renewed.current = started.expires_at;
    again();
  }, [busy, shown?.renews]);
  if (busy) return html`<${Doing}>正在准备支付……<//>`;
  if (!shown) return null;
  const { part, lead, says, word } = shown;
  if (part === 'CODE') return html`<${Code} started=${started} tells=${tells} left=${left} />`;
  return html`<div class="notice" role="status">
    ${lead && html`<p class="error-what">${lead}</p>`}
    <p>${says}</p>
    ${word && part === 'DEAD' && html`<${Button} kind="default" onClick=${again}>${word}<//>`}
    ${word && part === 'OUTSIDE' && html`<${Link} kind="default" href=${started?.params.pay_url}>${word}<//>`}
  </div>`;
}

/** @param {{ look: () => unknown }} props */
export const Stopped = ({ look }) => html`<div class="notice" role="status">
  <p>等待较久，本页已停止自动查询。付款后请点下面的按钮，不要重复付款。</p>
  <${Button} kind="default" onClick=${look}>查看支付结果<//>
</div>`;
