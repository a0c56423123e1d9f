/** One question of the task's form: typed, or chosen among what is possible. */
import { html } from '../../shared/vendor/preact.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { Field } from '../../shared/ui.js';

const EXTRA = {
  contact_phone: { type: 'tel', inputmode: 'numeric', autocomplete: 'tel' },
  email: { type: 'email', autocomplete: 'email' },
  name: { autocomplete: 'name' },
  address: { autocomplete: 'street-address' },
  consignee: { autocomplete: 'shipping name' },
  student_no: { spellcheck: 'false', autocapitalize: 'characters', autocomplete: 'off' },
};

/** field: {name, label, required}; choices: [[value, text]] or none; onInput(text); hint: in the usual one's stead. */
export function Question({ field, choices, value, onInput, error, hint = null, ...rest }) {
  const { name, label, required } = field;
  const usual = [!required && '选填', FIELDS[name].hint].filter(Boolean).join('，');
  const shared = { name, label, required, value, error, hint: hint ?? usual, onInput: ({ target }) => onInput(target.value), ...rest };
  if (!choices?.length) return html`<${Field} ...${shared} maxlength=${FIELDS[name].most} ...${EXTRA[name]} />`;
  return html`<${Field} ...${shared} as="select">
    <option value="">请选择</option>
    ${choices.map(([option, text]) => html`<option value=${option} selected=${option === value}>${text}</option>`)}
  <//>`;
}
