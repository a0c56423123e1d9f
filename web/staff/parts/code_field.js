/** The six digits an authenticator shows. */
import { html } from '../../shared/vendor/preact.js';
import { Field } from '../../shared/ui.js';

/** @import { Told } from '../../shared/vendor/preact.js' */

/** @param {string} text */
const digits = (text) => text.normalize('NFKC').replace(/\D/g, '').slice(0, 6);

/** @param {string} code */
export const codeError = (code) => (code.length === 6 ? null : '请填写验证器当前显示的 6 位数字');

/** onInput(event): its target holds digits only.
 * @param {{ value: string, error?: string | null, onInput: (event: Told) => unknown }} props */
export const CodeField = ({ value, error, onInput }) => html`
  <${Field} name="code" label="动态验证码" inputmode="numeric" autocomplete="one-time-code" value=${value}
      error=${error} onInput=${(event) => {
        event.target.value = digits(event.target.value);
        onInput(event);
      }} hint="验证器现在显示的 6 位数字，每 30 秒更换。" />
`;
