/** The account is closed. */
import { html } from '../../shared/vendor/preact.js';
import { Card, Link, Page } from '../../shared/ui.js';

export default function Closed({ record = '' }) {
  return html`<${Page} title="账号已注销">
    <${Card}>
      <p>您的账号和个人信息已经删除，所有设备都已退出登录。</p>
      ${record && html`<p class="small">删除记录编号 <span class="mono">${record}</span>，如有疑问请把编号告诉分社。</p>`}
      <${Link} href="#/login">重新注册<//>
      <${Link} kind="default" href="#/contact">联系分社<//>
    <//>
  <//>`;
}
