/** A number may have a new owner: the ID's last four, or a collection code again, show whose account it is. */
import { html, useState } from '../../shared/vendor/preact.js';
import { fillProfile, showMe } from '../generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { Await, Button, Card, ErrorBox, Field, Link, Page } from '../../shared/ui.js';
import { replace, safe } from '../../shared/router.js';

function TailForm({ next }) {
  const [tail, setTail] = useState('');
  const [wrong, setWrong] = useState(null);
  const [run, busy, error] = useWork();
  const submit = (event) => {
    event.preventDefault();
    const bad = new RegExp(FIELDS.id_tail.pattern).test(tail) ? null : '请填写证件号码最后 4 位，X 也算一位';
    setWrong(bad);
    if (!bad) run(async () => { await fillProfile({ id_tail: tail }); replace(safe(next)); });
  };
  return html`<form class="card" onSubmit=${submit} noValidate>
    <${Field} name="id_tail" label="证件号码后 4 位" required value=${tail} maxlength="4" autocomplete="off" error=${wrong}
      onInput=${({ target }) => setTail(target.value.trim().toUpperCase())} />
    <${ErrorBox} error=${error} />
    <${Button} type="submit" busy=${busy}>核对<//>
  </form>`;
}

export default function Prove({ next }) {
  const me = useLoaded(showMe);
  return html`<${Page} title="核对身份" lead="这个账号很久没有登录过。为防止手机号换了主人，请先核对，之后才能看到订单。">
    <${Await} of=${me}>${(account) => html`
      ${account.id_tail_known && html`<${TailForm} next=${next} />`}
      <${Card} title=${account.id_tail_known ? '或者' : '请重新上传采集码'}>
        <p>填写特征码后重新上传您的采集码，系统会自动核对。都不方便时，请联系分社。</p>
        <${Link} kind="default" href="#/">去上传采集码<//>
        <p class="more"><a href="#/contact">联系分社</a></p>
      <//>`}<//>
  <//>`;
}
