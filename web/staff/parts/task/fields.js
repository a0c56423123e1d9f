/** Fields of a task's form.
 *
 * form: {typed, set(name, value), wrong: {name: words}, locked: {name: why it may not change}}. */
import { html } from '../../../shared/vendor/preact.js';
import { Field, Tick } from '../../../shared/ui.js';
import { NUMBERS, TEXTS } from '../../generated/rules.js';
import { SETTINGS } from '../../task_words.js';

const common = ({ typed, set, wrong, locked }, name, hint) => ({
  name,
  label: SETTINGS[name],
  value: typed[name],
  error: wrong[name],
  disabled: name in locked,
  hint: locked[name] ?? hint,
  onInput: ({ target }) => set(name, target.value),
});

export const Text = ({ form, name, hint, ...rest }) =>
  html`<${Field} ...${common(form, name, hint)} autocomplete="off" maxlength=${TEXTS[name]} ...${rest} />`;

/** unit: said with the bounds, which are told only with one. */
export const Whole = ({ form, name, hint = '', unit = null, ...rest }) => html`
  <${Text} form=${form} name=${name} inputmode="numeric" required
      hint=${unit ? `${hint}${NUMBERS[name].join(' 至 ')} ${unit}。` : hint} ...${rest} />
`;

/** options: {value: words}. */
export const Choice = ({
  form,
  name,
  options,
  hint,
  ...rest
}) => html`<${Field} ...${common(form, name, hint)} as="select" ...${rest}>
  ${Object.entries(options).map(
    ([value, words]) => html`
      <option value=${value} selected=${value === form.typed[name]}>${words}</option>
    `,
  )}
<//>`;

export const Yes = ({ form, name, children }) => html`
  <${Tick} name=${name} checked=${form.typed[name]} error=${form.wrong[name]}
      onChange=${(value) => form.set(name, value)}>
    ${children}
  <//>
`;

/** Several things asked as one: a legend, a hint, and the error of them all. */
export const Group = ({ form, name, label, hint, children }) => html`
  <fieldset class=${form.wrong[name] ? 'field field-bad' : 'field'} id=${name} tabindex="-1"
      aria-describedby=${form.wrong[name] ? `${name}-error` : null}>
    <legend>${label}</legend>
    ${hint && html`<p class="hint">${hint}</p>`}
    ${children}
    ${form.wrong[name] && html`<p class="field-error" id=${`${name}-error`}>${form.wrong[name]}</p>`}
  </fieldset>
`;
