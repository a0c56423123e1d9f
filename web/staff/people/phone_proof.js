/** The link alone opens nothing: a code goes to the phone that is on record for the invitee. */
import { html, useState } from '../../shared/vendor/preact.js';
import { refusalOf, useWork } from '../../shared/hooks.js';
import { SmsField, useSms } from '../../shared/sms/sms.js';
import { Button, ErrorBox, focusFirst } from '../../shared/ui.js';
import { proveInvite, sendInviteCode } from '../generated/client.js';

/** phone: masked; onProven(token): opens the invitation on this device.
 * @param {{ token: string, phone: string, onProven: (token: string) => unknown }} props */
export function PhoneProof({ token, phone, onProven }) {
  const [code, setCode] = useState('');
  const sms = useSms('sms-invite', token);
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const [send, sending, sendError] = useWork();
  const [enter, entering, enterError] = useWork();
  const ask = () =>
    send(async () => {
      try {
        sms.sent(await sendInviteCode({ token }));
      } catch (caught) {
        sms.refused(refusalOf(caught));
        throw caught;
      }
    });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const error = sms.wrong(code);
    setWrong(error);
    if (focusFirst({ code: error })) return;
    enter(async () => {
      const { token: device } = await proveInvite({ token, code, asker: sms.asker });
      sms.used();
      onProven(device);
    });
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <h2>先验证您的手机</h2>
    <p>验证码会发到分社登记的手机号 <strong class="mono">${phone}</strong>。请勿告诉任何人，包括邀请您的同事。</p>
    <p>
      <${Button} kind="default" disabled=${Boolean(sms.wait)} busy=${sending} onClick=${ask}>
        ${sms.word}
      <//>
    </p>
    <${ErrorBox} error=${sendError} />
    <${SmsField} sms=${sms} value=${code} error=${wrong} onType=${(/** @type {string} */ text) => {
      setCode(text);
      setWrong(null);
    }} />
    <${ErrorBox} error=${enterError} />
    <${Button} type="submit" busy=${entering}>继续<//>
    <p class="small">手机号不对，或收不到短信，请联系系统管理员。</p>
  </form>`;
}
