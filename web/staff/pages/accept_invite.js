/** Of an invitation that is open on this device: a password and an authenticator make the account real.  The secret
 * stays on this page alone. */
import { html, useContext } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { QrCode } from '../../shared/qr_code.js';
import { replace } from '../../shared/router.js';
import { Await, Button, ErrorBox, Facts, Field, Page } from '../../shared/ui.js';
import { acceptInvite, showInvite } from '../generated/client.js';
import { CodeField, codeError } from '../parts/code_field.js';
import { newPasswordErrors, RULE } from '../parts/password_rule.js';
import { useSecretForm } from '../parts/secret_form.js';
import { begin, Me } from '../session.js';
import { Card } from '../ui/card.js';

/** @import { InviteView } from '../../shared/generated/types' */

/** In groups of four for the eye, without blanks for the clipboard.
 * @param {{ text: string }} props */
const Secret = ({ text }) =>
  html`<p class="secret mono">${(text.match(/.{1,4}/g) ?? []).map(
    (some) => html`<span>
      ${some}
    </span>`,
  )}</p>`;

/** @param {{ invite: InviteView }} props */
const Authenticator = ({ invite }) => html`<${Card} title="1. 绑定手机验证器">
  <p>用手机上的验证器应用（如微信小程序“腾讯身份验证器”、微软或谷歌的身份验证器）扫描：</p>
  <${QrCode} text=${invite.otpauth} label="验证器二维码" />
  <p class="same-phone"><a href=${invite.otpauth}>验证器就在这台手机上：直接添加</a></p>
  <p>不能扫描时，选择“手动输入密钥”，填写：</p>
  <${Secret} text=${invite.secret} />
  <p class="small">二维码和密钥不要截图、转发。以后每次登录都要用它显示的 6 位数字。</p>
<//>`;

const EMPTY = { password: '', again: '', code: '' };

/** @param {typeof EMPTY} form */
const wrongOf = ({ password, again, code }) => ({ ...newPasswordErrors(password, again), code: codeError(code) });

/** @param {{ token: string, invite: InviteView }} props */
function Accept({ token, invite }) {
  const { form, wrong, set, submit, busy, error } = useSecretForm(EMPTY, wrongOf, async ({ password, code }) => {
    const session = await acceptInvite({ token, password, code });
    begin(session.token, session.staff.staff_id);
    replace('/');
  });
  const at = (/** @type {string} */ name) => wrong[name] ?? (error?.field === name ? error.sentence : null);
  return html`<form class="card" onSubmit=${submit} noValidate>
    <h2>2. 设置密码并登录</h2>
    <input type="text" name="username" autocomplete="username" value=${invite.username} hidden readonly />
    <${Field} name="password" label="密码" type="password" autocomplete="new-password" maxlength="128"
        value=${form.password} onInput=${set('password')} error=${at('password')} hint=${RULE} />
    <${Field} name="again" label="再次填写密码" type="password" autocomplete="new-password" maxlength="128"
        value=${form.again} onInput=${set('again')} error=${at('again')} />
    <${CodeField} value=${form.code} onInput=${set('code')} error=${at('code')} />
    <${ErrorBox} error=${error} />
    <${Button} type="submit" busy=${busy}>完成并登录<//>
  </form>`;
}

/** @param {{ token: string }} props */
export default function AcceptInvite({ token }) {
  const me = useContext(Me);
  const invite = useLoaded(() => showInvite({ token }), [token]);
  return html`<${Page} title="接受邀请">
    <${Await} of=${invite}>${(/** @type {InviteView} */ found) => html`
      ${me && html`<p class="notice notice-warn">这台电脑现在以“${me.name}”登录；完成后将改为以新账号登录。</p>`}
      <${Card}><${Facts} rows=${[['分社', found.branch], ['姓名', found.name], ['用户名', found.username]]} /><//>
      <div class="halves"><${Authenticator} invite=${found} /><${Accept} token=${token} invite=${found} /></div>
    `}<//>
    ${invite.error && html`<p>用手机验证：<a href="#/invite">受邀开通</a></p>`}
  <//>`;
}
