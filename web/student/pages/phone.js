/** Another phone number for the account: first the proof that it is its owner who asks, then the new number. */
import { html, useState } from '../../shared/vendor/preact.js';
import { changePhone, issueCaptcha, provePhone, showMe } from '../generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { folded, wrongOf } from '../../shared/both/answers.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { keep } from '../../shared/kept.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Await, Button, Card, ErrorBox, Field, Page } from '../../shared/ui.js';
import { replace } from '../../shared/router.js';
import { note } from '../account.js';
import { begin } from '../session.js';

/** @import { AccountView } from '../../shared/generated/types' */
/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Answer } from '../../shared/sms/captcha.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */

const PHONE = /^1[3-9]\d{9}$/;
const wrongPhone = (/** @type {string} */ phone) => (PHONE.test(phone) ? null : '请填写 11 位手机号');

/** For whoever lost the old number.  @param {{ onProven: () => unknown }} props */
function TailForm({ onProven }) {
  const [tail, setTail] = useState('');
  const [wrong, setWrong] = useState('');
  const [run, busy, error] = useWork();
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const bad = wrongOf(FIELDS.id_tail, tail);
    setWrong(bad);
    if (bad) return;
    run(async () => {
      await provePhone({ id_tail: folded(FIELDS.id_tail, tail) });
      onProven();
    });
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <h2>原手机号收不到短信？</h2>
    <${Field} name="id_tail" label=${FIELDS.id_tail.label} required value=${tail} maxlength="4" autocomplete="off"
        error=${wrong} onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => setTail(target.value)} />
    <${ErrorBox} error=${error} />
    <${Button} type="submit" kind="default" busy=${busy}>用证件号码后 4 位验证<//>
  </form>`;
}

/** late: it was proven, and too long ago.
 * @param {{ me: AccountView, late: boolean, onProven: () => unknown }} props */
function Proof({ me, late, onProven }) {
  const send = async (/** @type {Answer} */ answer) => (await provePhone(answer)).sent;
  const prove = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    await provePhone({ code, asker });
    onProven();
  };
  const others = html`
    ${me.id_tail_known && html`<${TailForm} onProven=${onProven} />`}
    <p class="more">都不能验证时，可在小程序用绑定的微信更换，或<a href="#/contact">联系分社</a>。</p>
  `;
  if (!/^\d/.test(me.phone)) {
    // what stands in its place says why: no SMS can go there
    return html`
      <${Card}>
        <h2>第一步：验证是您本人</h2>
        <p>原手机号暂时读不出来，不能发短信。请退出登录，用原手机号和短信验证码登录一次，即恢复。</p>
      <//>
      ${others}
    `;
  }
  return html`
    <${SmsCode} key="proof" issue=${issueCaptcha} kept="sms-proof" yes="下一步" send=${send} onCode=${prove}
        before=${html`
          <h2>第一步：验证是您本人</h2>
          ${late && html`<p class="note" role="status">验证已过期，请重新验证。</p>`}
          <p>短信发到原手机号 <strong>${me.phone}</strong></p>
        `} />
    ${others}
  `;
}

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
      return html`<${Proof} me=${me} late=${proven === 'late'} onProven=${() => setProven(true)} />`;
    }}<//>
  <//>`;
}
