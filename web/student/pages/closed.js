/** The account is closed. */
import { html } from '../../shared/vendor/preact.js';
import { Card, Link, Page } from '../../shared/ui.js';
import { isLoggedIn } from '../session.js';

/** An address typed or kept: nothing was closed here. */
const Standing = () => html`<${Page} title="没有注销账号">
  <${Card}><p>这里没有注销记录，您的账号没有变化。</p><${Link} href="#/">回到首页<//><//>
<//>`;

export default function Closed({ record = '' }) {
  if (isLoggedIn() || !record) return html`<${Standing} />`;
  return html`<${Page} title="账号已注销">
    <${Card}>
      <p>您的账号和个人信息已经删除，所有设备都已退出登录。</p>
      <p class="small">删除记录编号 <span class="mono">${record}</span>，如有疑问请把编号告诉分社。</p>
      <${Link} href="#/login">重新注册<//>
      <${Link} kind="default" href="#/contact">联系分社<//>
    <//>
  <//>`;
}
