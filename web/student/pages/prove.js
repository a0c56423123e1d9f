/** A number may have a new owner: the ID's last four, or a collection code again, show whose account it is. */
import { html, useState } from '../../shared/vendor/preact.js';
import { changeAccount, showMe } from '../generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { folded, wrongOf } from '../../shared/both/answers.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { Await, Button, Card, ErrorBox, Field, Link, Page } from '../../shared/ui.js';
import { replace, safe } from '../../shared/router.js';

/** @import { AccountView } from '../../shared/generated/types' */

/** @param {string} tail */
const wrongTail = (tail) => wrongOf(FIELDS.id_tail, tail);

/** @param {{ next?: string }} props */
function TailForm({ next }) {
  const [tail, setTail] = useState('');
  const [wrong, setWrong] = useState('');
  const [run, busy, error] = useWork();
  const answer = (/** @type {string} */ value) => {
    setTail(value);
    if (wrong) setWrong(wrongTail(value));
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const bad = wrongTail(tail);
    setWrong(bad);
    if (!bad)
      run(async () => {
        await changeAccount({ id_tail: folded(FIELDS.id_tail, tail) });
        replace(safe(next));
      });
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <${Field} name="id_tail" label=${FIELDS.id_tail.label} required value=${tail} maxlength="4" autocomplete="off"
        error=${wrong} onInput=${({ target }) => answer(target.value)} />
    <${ErrorBox} error=${error} />
    <${Button} type="submit" busy=${busy}>核对<//>
  </form>`;
}

/** An address kept from an earlier visit asserts nothing that is over.
 * @param {{ next?: string }} props */
const Proven = ({ next }) => html`<${Card}>
  <p>您的身份已经核对，不需要再次核对。</p><${Link} href=${`#${safe(next)}`}>继续<//>
<//>`;

const WHY = '为防止手机号换了主人，请先核对身份，之后才能看到订单。';

/** @param {{ next?: string }} props */
export default function Prove({ next }) {
  const me = useLoaded(showMe);
  return html`
    <${Page} title="核对身份" lead=${me.value && !me.value.proven && WHY}>
      <${Await} of=${me}>${(/** @type {AccountView} */ account) =>
        account.proven
          ? html`<${Proven} next=${next} />`
          : html`
            ${account.id_tail_known && html`<${TailForm} next=${next} />`}
            <${Card} title=${account.id_tail_known ? '或者' : '请重新上传采集码'}>
              <p>填写特征码后重新上传您的采集码，系统会自动核对。
                绑定过微信的，在小程序里用那个微信登录，不用核对。任务已结束或都不方便时，请联系分社。</p>
              <${Link} kind="default" href="#/">去上传采集码<//>
              <p class="more"><a href="#/contact">联系分社</a></p>
            <//>
          `}<//>
    <//>
  `;
}
