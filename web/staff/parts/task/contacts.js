/** Whom students may call: the school's teacher first, the branch always. */
import { html } from '../../../shared/vendor/preact.js';
import { LISTS } from '../../generated/rules.js';
import { CONTACT_ROLES } from '../../task_words.js';
import { Group } from './fields.js';

/** @import { Form } from './fields.js' */
/** @typedef {import('../../task_form.js').Contact} Contact */

const [, MOST] = LISTS.contacts;

/** @param {{ place: number, name: 'role' | 'name' | 'phone', label: string, value: string,
 *   onInput: (text: string) => unknown } & Record<string, unknown>} props */
const Input = ({ place, name, label, value, onInput, ...rest }) => html`
  <input class="input" id=${`contact-${name}-${place}`} aria-label=${`第 ${place + 1} 位联系人的${label}`}
      placeholder=${label} value=${value} onInput=${({ target }) => onInput(target.value)} maxlength="40"
      autocomplete="off" ...${rest} />
`;

/** @param {{ form: Form }} props */
export function Contacts({ form }) {
  const rows = form.typed.contacts;
  const save = (/** @type {Contact[]} */ next) => form.set('contacts', next);
  const change =
    (/** @type {number} */ place, /** @type {'role' | 'name' | 'phone'} */ name) => (/** @type {string} */ value) =>
      save(rows.map((one, at) => (at === place ? { ...one, [name]: value } : one)));
  return html`
    <${Group} form=${form} name="contacts" label="联系人（必填）">
      ${rows.map(
        (row, place) => html`<div class="contact-row" key=${place}>
          <select class="input" id=${`contact-role-${place}`} aria-label=${`第 ${place + 1} 位联系人的身份`}
              value=${row.role} onInput=${({ target }) => change(place, 'role')(target.value)}>
            ${Object.entries(CONTACT_ROLES).map(
              ([value, words]) => html`
                <option value=${value} selected=${value === row.role}>${words}</option>
              `,
            )}
          </select>
          <${Input} place=${place} name="name" label="姓名" value=${row.name} onInput=${change(place, 'name')} />
          <${Input} place=${place} name="phone" label="电话" value=${row.phone} onInput=${change(place, 'phone')}
              inputmode="tel" />
          <button type="button" class="text-btn" aria-label=${`移除第 ${place + 1} 位联系人`}
              onClick=${() => save(rows.filter((_, at) => at !== place))}>
            移除
          </button>
        </div>`,
      )}
      ${
        rows.length < MOST &&
        html`<p>
          <button type="button" class="text-btn"
              onClick=${() => save([...rows, { role: 'TEACHER', name: '', phone: '' }])}>
            添加联系人
          </button>
        </p>`
      }
    <//>
  `;
}
