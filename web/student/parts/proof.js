/** The proof that the owner asks, and no copy of the session: a code to the account's number, or the ID's end. */
import { html, useState } from '../../shared/vendor/preact.js';
import { issueCaptcha, provePhone, showMe } from '../generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { folded, wrongOf } from '../../shared/both/answers.js';
import { refusalOf, useLoaded, useWork } from '../../shared/hooks.js';
import { SmsCode } from '../../shared/sms/sms_code.js';
import { Await, Button, Card, ErrorBox, Field } from '../../shared/ui.js';

/** @import { AccountView } from '../../shared/generated/types' */
/** @import { Answer } from '../../shared/sms/captcha.js' */
/** @import { Run } from '../../shared/hooks.js' */
/** @import { Children, Told } from '../../shared/vendor/preact.js' */

/** For whoever lost the number.  @param {{ onProven: () => unknown }} props */
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
    <h2>当前手机号收不到短信？</h2>
    <${Field} name="id_tail" label=${FIELDS.id_tail.label} required value=${tail} maxlength="4" autocomplete="off"
        error=${wrong} onInput=${(/** @type {Told} */ { target }) => setTail(target.value)} />
    <${ErrorBox} error=${error} />
    <${Button} type="submit" kind="default" busy=${busy}>用证件号码后 4 位验证<//>
  </form>`;
}

/** step: begins the heading; late: it was proven, and too long ago.
 * @param {{ me: AccountView, step?: string, late?: boolean, onProven: () => unknown }} props */
export function Proof({ me, step = '', late = false, onProven }) {
  const send = async (/** @type {Answer} */ answer) => (await provePhone(answer)).sent;
  const prove = async (/** @type {string} */ code, /** @type {string} */ asker) => {
    await provePhone({ code, asker });
    onProven();
  };
  const others = html`
    ${me.id_tail_known && html`<${TailForm} onProven=${onProven} />`}
    <p class="more">都不能验证时，可在小程序用绑定的微信办理，或<a href="#/contact">联系分社</a>。</p>
  `;
  if (!/^\d/.test(me.phone)) {
    // what stands in its place says why: no SMS can go there
    return html`
      <${Card}>
        <h2>${step}验证是您本人</h2>
        <p>原手机号暂时读不出来，不能发短信。请退出登录，用原手机号和短信验证码登录一次，即恢复。</p>
      <//>
      ${others}
    `;
  }
  return html`
    <${SmsCode} key="proof" issue=${issueCaptcha} kept="sms-proof" yes="下一步" send=${send} onCode=${prove}
        before=${html`
          <h2>${step}验证是您本人</h2>
          ${late && html`<p class="note" role="status">验证已过期，请重新验证。</p>`}
          <p>短信发到当前手机号 <strong>${me.phone}</strong></p>
        `} />
    ${others}
  `;
}

/** @param {{ onProven: () => unknown }} props */
const OwnProof = ({ onProven }) => html`<${Await} of=${useLoaded(showMe)}>
  ${(/** @type {AccountView} */ me) => html`<${Proof} me=${me} onProven=${onProven} />`}
<//>`;

/** [run, proof]: `run` works as that of useWork does.  Where the API wants a proof first, the page shows `proof` in
 * place of all else and keeps its state; with the proof the job is done.
 * @param {Run} work @returns {[run: (job: () => Promise<unknown>) => Promise<unknown>, proof: Children]} */
export function useProof(work) {
  const [waiting, setWaiting] = useState(/** @type {{ job: () => Promise<unknown> } | null} */ (null));
  const run = (/** @type {() => Promise<unknown>} */ job) =>
    work(async () => {
      try {
        await job();
      } catch (caught) {
        if (refusalOf(caught).code !== 'phone_proof_needed') throw caught;
        setWaiting({ job });
      }
    });
  const onProven = () => {
    setWaiting(null);
    if (waiting) run(waiting.job);
  };
  return [run, waiting && html`<${OwnProof} onProven=${onProven} />`];
}
