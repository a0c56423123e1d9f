/** Another phone number for the account: first the proof that it is its owner who asks, then the new number. */
import { html, useState } from '../../shared/vendor/preact.js';
import { changePhone, issueCaptcha, showMe } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { keep } from '../../shared/kept.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Await, Card, Field, Page } from '../../shared/ui.js';
import { replace } from '../../shared/router.js';
import { note } from '../account.js';
import { Proof } from '../parts/proof.js';
import { begin } from '../session.js';

/** @import { AccountView } from '../../shared/generated/types' */
/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Answer } from '../../shared/sms/captcha.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */

const PHONE = /^1[3-9]\d{9}$/;
const wrongPhone = (/** @type {string} */ phone) => (PHONE.test(phone) ? null : '请填写 11 位手机号');

/** @param {{ onLate: () => unknown }} props onLate: the proof is over */
function NewNumber({ onLate }) {
  const [phone, setPhone] = useState('');
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const withPhone = (/** @type {Errors} */ mine) => {
    setWrong(wrongPhone(phone));
    return { phone: wrongPhone(phone), ...mine };
  };
  const ask = (/** @type {Parameters<typeof changePhone>[0]} */ wanted) =>
    changePhone(wanted).catch((refusal) => {
      if (refusal.code === 'phone_proof_needed') onLate();
      throw refusal;
    });
  const send = async (/** @type {Answer} */ answer) => (await ask({ phone, ...answer })).sent;
  const change = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    const { session } = await ask({ phone, code, asker });
    if (!session) return;
    begin(session.token, session.person.created_at, session.expires_at);
    note(session.person);
    keep('phone', phone);
    replace('/me', { moved: '1' });
  };
  const type = (/** @type {Told} */ { target }) => {
    target.value = target.value.normalize('NFKC').replace(/\D/g, '').slice(0, 11);
    setPhone(target.value);
    if (wrong) setWrong(wrongPhone(target.value));
  };
  return html`<${SmsCode} key="number" issue=${issueCaptcha} kept="sms-number" about=${phone} yes="确认更换"
      also=${withPhone} send=${send} onCode=${change} before=${html`
        <h2>第二步：填写新手机号</h2>
        <p class="small">更换后，其他设备上的登录全部退出，原手机号会收到短信通知。订单和照片不变。</p>
        <${Field} name="phone" label="新手机号" type="tel" inputmode="numeric" autocomplete="tel-national"
            value=${phone} onInput=${type} error=${wrong} placeholder="11 位手机号" />
      `} />`;
}

export default function Phone() {
  const loaded = useLoaded(showMe);
  const [proven, setProven] = useState(/** @type {boolean | 'late'} */ (false));
  return html`<${Page} title="更换手机号">
    <${Await} of=${loaded}>${(/** @type {AccountView} */ me) => {
      if (!me.proven) return html`<${Card}><p>请先<a href="#/prove">核对身份</a>，再更换手机号。</p><//>`;
      if (proven === true) return html`<${NewNumber} onLate=${() => setProven('late')} />`;
      return html`<${Proof} me=${me} step="第一步：" late=${proven === 'late'} onProven=${() => setProven(true)} />`;
    }}<//>
  <//>`;
}
