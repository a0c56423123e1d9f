/** Fields of a task's form. */
import { html } from '../../../shared/vendor/preact.js';
import { Field, Tick } from '../../../shared/ui.js';
import { NUMBERS, TEXTS } from '../../generated/rules.js';
import { SETTINGS } from '../../task_words.js';

/** @import { Errors } from '../../../shared/hooks.js' */
/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @typedef {import('../../task_form.js').Typed} Typed */
/** @typedef {import('../../task_form.js').Name} Name */
/**
 * @typedef {object} Form
 * @property {Typed} typed
 * @property {(name: Name, value: unknown) => void} set
 * @property {Errors} wrong
 * @property {Partial<Record<Name, string>>} locked why it may not change
 */

/** @param {Form} form @param {Name} name @param {Children} [hint] */
const common = ({ typed, set, wrong, locked }, name, hint) => ({
  name,
  label: SETTINGS[name],
  value: typed[name],
  error: wrong[name],
  disabled: name in locked,
  hint: locked[name] ?? hint,
  onInput: (/** @type {{ target: HTMLInputElement }} */ { target }) => set(name, target.value),
});

/** @param {{ form: Form, name: Name, hint?: Children } & Record<string, unknown>} props */
export const Text = ({ form, name, hint, ...rest }) => html`
  <${Field} ...${common(form, name, hint)} autocomplete="off" maxlength=${TEXTS[name]} ...${rest} />
`;

/** unit: said with the bounds, which are told only with one.
 * @param {{ form: Form, name: Name, hint?: Children, unit?: string | null } & Record<string, unknown>} props */
export const Whole = ({ form, name, hint = '', unit = null, ...rest }) => html`
  <${Text} form=${form} name=${name} inputmode="numeric" required
      hint=${unit ? `${hint}${NUMBERS[name].join(' 至 ')} ${unit}。` : hint} ...${rest} />
`;

/** options: {value: words}.
 * @param {{ form: Form, name: Name, options: Record<string, string>, hint?: Children } & Record<string,
 *   unknown>} props */
export const Choice = ({ form, name, options, hint, ...rest }) => html`
  <${Field} ...${common(form, name, hint)} as="select" ...${rest}>
    ${Object.entries(options).map(
      ([value, words]) => html`
        <option value=${value} selected=${value === form.typed[name]}>${words}</option>
      `,
    )}
  <//>
`;

/** @param {{ form: Form, name: Name, children?: Children }} props */
export const Yes = ({ form, name, children }) => html`
  <${Tick} name=${name} checked=${form.typed[name]} error=${form.wrong[name]}
      onChange=${(/** @type {boolean} */ value) => form.set(name, value)}>
    ${children}
  <//>
`;

/** Several things asked as one: a legend, a hint, and the error of them all.
 * @param {{ form: Form, name: Name, label: string, hint?: Children, children?: Children }} props */
export const Group = ({ form, name, label, hint, children }) => html`
  <fieldset class=${form.wrong[name] ? 'field field-bad' : 'field'} id=${name} tabindex="-1"
      aria-describedby=${form.wrong[name] ? `${name}-error` : null}>
    <legend>${label}</legend>
    ${hint && html`<p class="hint">${hint}</p>`}
    ${children}
    ${form.wrong[name] && html`<p class="field-error" id=${`${name}-error`}>${form.wrong[name]}</p>`}
  </fieldset>
`;
