/** The way in that needs no SMS, where none is sent: the mini-program, which is told the number by WeChat. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { settings } from '../../shared/settings.js';

/** @import { Refusal } from '../../shared/http.js' */

const WITHOUT_SMS = new Set(['sms_budget_over', 'sms_slow', 'sms_used_up_here']);

function ByWechat() {
  const { value } = useLoaded(settings);
  const where = value?.program ? `搜索小程序“${value.program}”` : '打开分社的小程序';
  return html`<section class="note" aria-label="用微信登录">
    <p>
      <strong>不用短信也能登录：</strong>打开手机微信，${where}，
      进入“我的”，点“微信手机号登录”。订单和照片与网站相同。
    </p>
  </section>`;
}

/** @param {Refusal} refusal */
export const byWechat = ({ code }) => (WITHOUT_SMS.has(code) ? html`<${ByWechat} />` : null);
