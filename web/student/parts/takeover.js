/** An enrolment with an unpaid order of another account: the ID's last four take it over. */
import { html, useState } from '../../shared/vendor/preact.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { Button, Field } from './ui.js';

export function Takeover({ error, busy, onTail }) {
  const [tail, setTail] = useState('');
  const [wrong, setWrong] = useState(null);
  const submit = (event) => {
    event.preventDefault();
    const bad = new RegExp(FIELDS.id_tail.pattern).test(tail) ? null : '请填写证件号码最后 4 位，X 也算一位';
    setWrong(bad);
    if (!bad) onTail(tail);
  };
  return html`<form class="error-box" role="alert" onSubmit=${submit} noValidate>
    <p class="error-what">${error.message}</p><p>${error.action}</p>
    <${Field} name="takeover" label="证件号码后 4 位" value=${tail} maxlength="4" autocomplete="off" error=${wrong}
      onInput=${({ target }) => setTail(target.value.trim().toUpperCase())} />
    <${Button} type="submit" busy=${busy}>验证并继续<//>
  </form>`;
}
