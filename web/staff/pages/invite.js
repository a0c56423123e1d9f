/** The way in for whoever was invited: the phone that the branch has on record opens the invitation on this device. */
import { html, useState } from '../../shared/vendor/preact.js';
import { folded } from '../../shared/both/answers.js';
import { useWrong } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Field, Page } from '../../shared/ui.js';
import { issueInviteCaptcha, proveInvite, sendInviteCode } from '../generated/client.js';

/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Answer } from '../../shared/sms/captcha.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */

const WRONG = {
  username: (/** @type {string} */ name) => (name.trim().length > 1 ? null : '请填写用户名'),
  phone: (/** @type {string} */ phone) => (/^1[3-9]\d{9}$/.test(phone) ? null : '请填写 11 位手机号'),
};
const USED_UP = ['staff_invite_unknown']; // the code was right, and is good for once

/** @param {string} text */
const phoneIn = (text) => folded({ kind: 'PHONE' }, text);

export default function Invite() {
  const [username, setUsername] = useState('');
  const [typed, setTyped] = useState('');
  const [wrong, setWrong, mend] = useWrong();
  const phone = phoneIn(typed);

  const withOwn = (/** @type {Errors} */ mine, /** @type {boolean} */ sending) => {
    const all = { username: sending ? null : WRONG.username(username), phone: WRONG.phone(phone), ...mine };
    setWrong(all);
    return all;
  };
  const enter = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    const { token } = await proveInvite({ username: username.trim(), phone, code, asker });
    replace(`/invites/${token}`);
  };
  return html`<${Page} title="受邀开通" lead="第一次登录，或者被重新邀请以后，用本人的手机开通账号。">
    <${SmsCode} issue=${issueInviteCaptcha} kept="sms-invite" about=${phone} yes="继续" onCode=${enter}
        usedUp=${USED_UP} send=${(/** @type {Answer} */ answer) => sendInviteCode({ phone, ...answer })}
        also=${withOwn} before=${html`
          <${Field} name="username" label="用户名" autocomplete="username" autocapitalize="off" spellcheck="false"
              maxlength="40" value=${username} error=${wrong.username} hint="系统管理员邀请您时告诉您的"
              onInput=${(/** @type {Told} */ { target }) => {
                setUsername(target.value);
                mend('username', WRONG.username(target.value));
              }} />
          <${Field} name="phone" label="手机号" type="tel" inputmode="numeric" autocomplete="tel-national"
              maxlength="24" value=${typed} error=${wrong.phone} hint="分社登记的您本人的手机号"
              onInput=${(/** @type {Told} */ { target }) => {
                setTyped(target.value);
                mend('phone', WRONG.phone(phoneIn(target.value)));
              }} />
        `} more=${html`
          <p class="small">验证码不要告诉任何人，包括邀请您的同事。</p>
          <p class="small">收不到短信，或手机号不对，请系统管理员核对登记的手机号。</p>
        `} />
    <p class="small"><a href="#/login">已经开通：去登录</a></p>
  <//>`;
}
