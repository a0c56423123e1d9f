/** Questions of a form: label above, hint and error tied to the input. */
import { html } from '../../shared/vendor/preact.js';

const Star = () => html`<span class="star" aria-hidden="true">*</span>`;

/** beside: what stands at the input's right, such as a button. */
export function Field({ name, label, value, onInput, required = false, hint, error, beside, as = 'input', children, ...rest }) {
  const describes = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ') || null;
  const input = {
    id: name, name, value, onInput, required, 'aria-invalid': error ? 'true' : null, 'aria-describedby': describes, class: 'input', ...rest,
  };
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <label for=${name}>${label}${required && html`<${Star} />`}</label>
    <div class="field-row">
      ${as === 'select' ? html`<select ...${input}>${children}</select>` : html`<input type="text" ...${input} />`}
      ${beside}
    </div>
    ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
    ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
  </div>`;
}

export const Tick = ({ name, checked, onChange, children, error }) => html`<div class=${error ? 'tick field-bad' : 'tick'}>
  <input type="checkbox" id=${name} name=${name} checked=${checked} onChange=${({ target }) => onChange(target.checked)}
    aria-invalid=${error ? 'true' : null} aria-describedby=${error ? `${name}-error` : null} />
  <div><label for=${name}>${children}</label>
  ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}</div>
</div>`;

/** Puts the cursor into the first wrong field. */
export const focusFirst = (errors) => {
  const name = Object.keys(errors).find((key) => errors[key]);
  if (name) requestAnimationFrame(() => document.getElementById(name)?.focus());
  return Boolean(name);
};
