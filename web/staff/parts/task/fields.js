/** Fields of a task's form: each with its bounds and with what it means for a student beside it. */
import { html } from '../../../shared/vendor/preact.js';
import { Field } from '../../../shared/ui.js';
import { TEXTS } from '../../generated/rules.js';
import { wordsOf } from '../../setting_words.js';
import { changedNames } from '../../task_form.js';
import { SETTINGS } from '../../task_words.js';

/** @import { Errors } from '../../../shared/hooks.js' */
/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @typedef {import('../../task_form.js').Typed} Typed */
/** @typedef {import('../../task_form.js').Name} Name */
/**
 * @typedef {object} Form
 * @property {Typed} typed
 * @property {Typed} base what it began with
 * @property {(name: Name, value: unknown) => void} set
 * @property {Errors} wrong
 * @property {Partial<Record<Name, string>>} locked why it may not change
 */

/** Settings that stand in one row with another.  @type {Partial<Record<Name, Name[]>>} */
const BESIDE = {
  opens_at: ['opens_at_time'],
  closes_at: ['closes_at_time'],
  file_bytes: ['file_bytes_most'],
};

/** @param {Form} form @param {Name} name */
const isChanged = ({ typed, base }, name) => changedNames(base, typed, [name, ...(BESIDE[name] ?? [])]).length > 0;

/** @param {{ form: Form, name: Name }} props */
export function Explained({ form, name }) {
  const [bounds, student] = wordsOf(name, form.typed);
  const limits = form.locked[name] ?? bounds;
  return html`
    ${limits && html`<span><b>界限</b> ${limits}</span>`} ${student && html`<span><b>学生</b> ${student}</span>`}
  `;
}

/** @param {{ form: Form, name: Name, children?: Children }} props */
const Label = ({ form, name, children }) => html`
  ${children ?? SETTINGS[name]}${isChanged(form, name) && html` <span class="tag tag-warn">改动</span>`}
`;

/** @param {{ form: Form, name: Name, wide?: boolean, children?: Children }} props */
export const Row = ({ form, name, wide = false, children }) => {
  const kinds = ['set', wide && 'set-wide', isChanged(form, name) && 'set-on', name in form.locked && 'set-off'];
  return html`<div class=${kinds.filter(Boolean).join(' ')}>${children}</div>`;
};

/** @param {Form} form @param {Name} name @param {Children} [label] */
const common = (form, name, label) => ({
  name,
  label: html`<${Label} form=${form} name=${name}>${label}<//>`,
  value: form.typed[name],
  error: form.wrong[name],
  disabled: name in form.locked,
  hint: html`<${Explained} form=${form} name=${name} />`,
  onInput: (/** @type {{ target: HTMLInputElement }} */ { target }) => form.set(name, target.value),
});

/** unit: said after the input.
 * @param {{ form: Form, name: Name, label?: Children, unit?: string | null, beside?: Children, wide?: boolean }
 *   & Record<string, unknown>} props */
export const Text = ({ form, name, label, unit = null, beside, wide = false, ...rest }) => html`
  <${Row} form=${form} name=${name} wide=${wide}>
    <${Field} ...${common(form, name, label)} autocomplete="off" maxlength=${TEXTS[name]}
        beside=${html`${unit && html`<span class="unit">${unit}</span>`}${beside}`} ...${rest} />
  <//>
`;

/** @param {{ form: Form, name: Name, unit: string } & Record<string, unknown>} props */
export const Whole = ({ form, name, unit, ...rest }) => html`
  <${Text} form=${form} name=${name} unit=${unit} inputmode="numeric" required ...${rest} />
`;

/** The second input of a row; its words are the row's.
 * @param {{ form: Form, name: Name } & Record<string, unknown>} props */
export const Second = ({ form, name, ...rest }) => html`
  <input class="input" id=${name} name=${name} aria-label=${SETTINGS[name]} value=${form.typed[name]}
      aria-invalid=${form.wrong[name] ? 'true' : null} autocomplete="off"
      onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => form.set(name, target.value)} ...${rest} />
  ${form.wrong[name] && html`<p class="field-error" id=${`${name}-error`}>${form.wrong[name]}</p>`}
`;

/** options: {value: words}.
 * @param {{ form: Form, name: Name, options: Record<string, string>, label?: Children, wide?: boolean }
 *   & Record<string, unknown>} props */
export const Choice = ({ form, name, options, label, wide = false, ...rest }) => html`
  <${Row} form=${form} name=${name} wide=${wide}>
    <${Field} ...${common(form, name, label)} as="select" ...${rest}>
      ${Object.entries(options).map(
        ([value, words]) => html`
          <option value=${value} selected=${value === form.typed[name]}>${words}</option>
        `,
      )}
    <//>
  <//>
`;

/** Yes or no.  @param {{ form: Form, name: Name, children?: Children }} props */
export const Yes = ({ form, name, children }) => html`
  <${Row} form=${form} name=${name}>
    <div class=${form.wrong[name] ? 'field field-bad' : 'field'}>
      <span class="label"><${Label} form=${form} name=${name} /></span>
      <div class="field-row">
        <label class="check">
          <input type="checkbox" id=${name} name=${name} checked=${form.typed[name]}
              aria-describedby=${`${name}-hint`} onChange=${({ target }) => form.set(name, target.checked)} />
          ${children}
        </label>
      </div>
      <p class="hint" id=${`${name}-hint`}><${Explained} form=${form} name=${name} /></p>
      ${form.wrong[name] && html`<p class="field-error" id=${`${name}-error`}>${form.wrong[name]}</p>`}
    </div>
  <//>
`;

/** Several things asked as one: a legend, its words, and the error of them all.
 * @param {{ form: Form, name: Name, label: string, children?: Children }} props */
export const Group = ({ form, name, label, children }) => {
  const wrong = form.wrong[name];
  return html`<${Row} form=${form} name=${name} wide>
    <fieldset class=${wrong ? 'field field-bad' : 'field'} id=${name} tabindex="-1"
        aria-describedby=${wrong ? `${name}-hint ${name}-error` : `${name}-hint`}>
      <legend><${Label} form=${form} name=${name}>${label}<//></legend>
      <div class="field-row">${children}</div>
      <p class="hint" id=${`${name}-hint`}><${Explained} form=${form} name=${name} /></p>
      ${wrong && html`<p class="field-error" id=${`${name}-error`}>${wrong}</p>`}
    </fieldset>
  <//>`;
};
