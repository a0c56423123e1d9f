/** One question of the task's form: typed, or chosen among what is possible. */
import { html } from '../vendor/preact.js';
import { useLayouts } from '../layouts.js';
import { Field } from '../ui.js';

/** @import { Question as Asked } from '../generated/types' */
/** @import { Children } from '../vendor/preact.js' */

const CODE = { spellcheck: 'false', autocapitalize: 'characters', autocomplete: 'off' };
/** @type {Record<string, Record<string, string>>} */
const KEYBOARDS = {
  PHONE: { type: 'tel', inputmode: 'numeric', autocomplete: 'tel' },
  EMAIL: { type: 'email', autocomplete: 'email' },
  CODE,
  ID_TAIL: CODE,
};
/** @type {Record<string, string>} */
const KNOWN_TO_BROWSERS = { name: 'name', address: 'street-address', consignee: 'shipping name' };

/** With the ways to print.  chosen: one of before.
 * @param {Asked[]} questions @returns {Asked[]} */
export function useQuestions(questions, chosen = '') {
  const layouts = useLayouts();
  const choices = [...new Set([...layouts, chosen].filter(Boolean))].map((layout) => ({
    value: layout,
    label: layout,
  }));
  return questions.map((one) => (one.name === 'layout' ? { ...one, choices } : one));
}

/** question: as the server asks it; onInput(text).
 * @param {{ question: Asked, value: string, onInput: (text: string) => unknown, error: Children }
 *   & Record<string, unknown>} props */
export function Question({
  question: { name, label, required, hint, kind, most, choices },
  value,
  onInput,
  error,
  ...rest
}) {
  const shared = {
    name,
    label,
    required,
    value,
    error,
    hint,
    onInput: (/** @type {{ target: HTMLInputElement }} */ { target }) => onInput(target.value),
    ...rest,
  };
  if (!choices.length)
    return html`
      <${Field} ...${shared} maxlength=${most} autocomplete=${KNOWN_TO_BROWSERS[name]} ...${KEYBOARDS[kind]} />
    `;
  return html`<${Field} ...${shared} as="select">
    <option value="">请选择</option>
    ${choices.map(
      (choice) => html`<option value=${choice.value} selected=${choice.value === value}>
        ${choice.label}
      </option>`,
    )}
  <//>`;
}
