/** The way in: name, password, and the six digits of the authenticator. */
import { html } from '../../shared/vendor/preact.js';
import { replace, safe } from '../../shared/router.js';
import { Button, ErrorBox, Field, Page } from '../../shared/ui.js';
import { staffLogin } from '../generated/client.js';
import { CodeField, codeError } from '../parts/code_field.js';
import { useSecretForm } from '../parts/secret_form.js';
import { begin, isOver, why } from '../session.js';

/** Where the API said nothing. */
const UNKNOWN = { code: '', message: '登录已失效', action: '请重新登录' };

/** After these a login does not lead back: something else comes before it. */
const SHUT = new Set(['staff_session_disabled', 'staff_session_invited_again']);

/** Why somebody who did not leave must log in.
 * @param {{ next?: string }} props */
function Ended({ next }) {
  const { code, message, action } = why() ?? UNKNOWN;
  return html`<p class="notice notice-warn narrow">
    ${message}。${action}。${next && !SHUT.has(code) && '登录后回到刚才的页面。'}
  </p>`;
}

const EMPTY = { username: '', password: '', code: '' };

/** @param {typeof EMPTY} form */
const wrongOf = ({ username, password, code }) => ({
  username: username.trim() ? null : '请填写用户名',
  password: password ? null : '请填写密码',
  code: codeError(code),
});

/** @param {{ next?: string }} props */
export default function Login({ next }) {
  const { form, wrong, set, submit, busy, error } = useSecretForm(
    EMPTY,
    wrongOf,
    async ({ username, password, code }) => {
      const { token, staff } = await staffLogin({ username: username.trim(), password, code });
      replace(safe(next));
      begin(token, staff.staff_id);
    },
  );
  return html`<${Page} title="员工登录" lead="账号由本分社的系统管理员邀请。">
    ${isOver() && html`<${Ended} next=${next} />`}
    <form class="card narrow" onSubmit=${submit} noValidate>
      <${Field} name="username" label="用户名" autocomplete="username" autocapitalize="off" spellcheck="false"
          maxlength="40" value=${form.username} onInput=${set('username')} error=${wrong.username} />
      <${Field} name="password" label="密码" type="password" autocomplete="current-password" maxlength="128"
          value=${form.password} onInput=${set('password')} error=${wrong.password} />
      <${CodeField} value=${form.code} onInput=${set('code')} error=${wrong.code} />
      <${ErrorBox} error=${error} />
      <${Button} type="submit" busy=${busy}>登录<//>
    </form>
    <p>第一次登录：<a href="#/invite">受邀开通</a></p>
    <p class="small">忘记密码、更换手机：请系统管理员重新邀请，再从“受邀开通”进入。</p>
  <//>`;
}
