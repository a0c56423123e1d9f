/** The link alone opens nothing: a code goes to the phone that is on record for the invitee. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { refusalOf, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { Button, ErrorBox, Field, focusFirst } from '../../shared/ui.js';
import { howLong } from '../../shared/words.js';
import { proveInvite, sendInviteCode } from '../generated/client.js';

/** @param {string} text */
const sixDigits = (text) => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6);

/** phone: masked; onProven(token): opens the invitation on this device.
 * @param {{ token: string, phone: string, onProven: (token: string) => unknown }} props */
export function PhoneProof({ token, phone, onProven }) {
  const [code, setCode] = useState('');
  const [sms, setSms] = useState({ until: 0, sent: false });
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const [send, sending, sendError] = useWork();
  const [enter, entering, enterError] = useWork();
  const wait = useSecondsUntil(sms.until || null);
  const ask = () =>
    send(async () => {
      try {
        const { retry_after: seconds } = await sendInviteCode({ token });
        setSms({ until: now() + seconds * 1000, sent: true });
        document.getElementById('code')?.focus();
      } catch (caught) {
        const { retryAfter } = refusalOf(caught);
        if (retryAfter) setSms({ ...sms, until: now() + retryAfter * 1000 });
        throw caught;
      }
    });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const error = code.length === 6 ? null : '请填写短信中的 6 位数字';
    setWrong(error);
    if (focusFirst({ code: error })) return;
    enter(async () => onProven((await proveInvite({ token, code })).token));
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <h2>先验证您的手机</h2>
    <p>验证码会发到分社登记的手机号 <strong class="mono">${phone}</strong>。请勿告诉任何人，包括邀请您的同事。</p>
    <p>
      <${Button} kind="default" disabled=${Boolean(wait)} busy=${sending} onClick=${ask}>
        ${wait ? `${howLong(wait)}后重发` : sms.sent ? '重新发送' : '发送验证码'}
      <//>
    </p>
    <${ErrorBox} error=${sendError} />
    <${Field} name="code" label="短信验证码" inputmode="numeric" autocomplete="one-time-code" value=${code}
        error=${wrong} hint=${sms.sent ? '验证码已发送，5 分钟内有效。' : null}
        onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
          target.value = sixDigits(target.value);
          setCode(target.value);
          setWrong(null);
        }} />
    <${ErrorBox} error=${enterError} />
    <${Button} type="submit" busy=${entering}>继续<//>
    <p class="small">手机号不对，或收不到短信，请联系系统管理员。</p>
  </form>`;
}
