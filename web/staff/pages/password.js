/** Another password of one's own: the one until now and the authenticator prove who asks. */
import { html } from '../../shared/vendor/preact.js';
import { replace } from '../../shared/router.js';
import { Button, ErrorBox, Field, Page } from '../../shared/ui.js';
import { changePassword } from '../generated/client.js';
import { CodeField, codeError } from '../parts/code_field.js';
import { newPasswordErrors, RULE } from '../parts/password_rule.js';
import { useSecretForm } from '../parts/secret_form.js';

/** The API's name of the new one is not the field's.  @type {Record<string, string>} */
const FIELDS = { new_password: 'password' };

/** @param {{ old: string, password: string, again: string, code: string }} props */
const wrongOf = ({ old, password, again, code }) => ({
  old: old ? null : '请填写现在的密码',
  ...newPasswordErrors(password, again),
  code: codeError(code),
});

/** @param {{ old: string, password: string, code: string }} form */
async function change({ old, password, code }) {
  await changePassword({ password: old, code, new_password: password });
  replace('/me', { said: 'password' });
}

export default function ChangePassword() {
  const empty = { old: '', password: '', again: '', code: '' };
  const { form, wrong, set, submit, busy, error } = useSecretForm(empty, wrongOf, change);
  const refused = error?.field ? (FIELDS[error.field] ?? error.field) : null;
  const at = (/** @type {string} */ name) => wrong[name] ?? (refused === name ? (error?.sentence ?? null) : null);
  return html`<${Page} title="更改密码" back="#/me" lead="更改以后，您在其他各处的登录随之结束，这一处不变。">
    <form class="card narrow" onSubmit=${submit} noValidate>
      <${Field} name="old" label="现在的密码" type="password" autocomplete="current-password" maxlength="128"
          value=${form.old} onInput=${set('old')} error=${at('old')} />
      <${Field} name="password" label="新密码" type="password" autocomplete="new-password" maxlength="128"
          value=${form.password} onInput=${set('password')} error=${at('password')} hint=${RULE} />
      <${Field} name="again" label="再次填写新密码" type="password" autocomplete="new-password" maxlength="128"
          value=${form.again} onInput=${set('again')} error=${at('again')} />
      <${CodeField} value=${form.code} onInput=${set('code')} error=${at('code')} />
      <${ErrorBox} error=${refused ? null : error} />
      <${Button} type="submit" busy=${busy}>更改密码<//>
    </form>
    <p class="small">忘记现在的密码：请系统管理员重新邀请。</p>
  <//>`;
}
