/** How many students there are, where no roster says so: typed by the teacher, kept on her device alone. */
import { html } from '../../shared/vendor/preact.js';
import { Field } from '../../shared/ui.js';

const MOST = 6; // digits

/** value: of 0 there is none.
 * @param {{ name: string, label: string, value: number | undefined, hint?: string,
 *   onInput: (heads: number) => unknown }} props */
export const HeadField = ({ name, label, value, hint, onInput }) => html`
  <${Field} name=${name} label=${label} inputmode="numeric" autocomplete="off" value=${value || ''} hint=${hint}
      placeholder="人数" onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
        target.value = target.value.normalize('NFKC').replace(/\D/g, '').slice(0, MOST);
        onInput(Number(target.value));
      }} />
`;
