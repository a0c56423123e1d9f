/** Which questions the students' form asks, in which order, and which must be answered. */
import { html } from '../../../shared/vendor/preact.js';
import { fieldWord } from '../../task_words.js';
import { Group } from './fields.js';

/** @import { Form } from './fields.js' */
/** @typedef {import('../../task_form.js').Row} Row */
/** @typedef {import('../../task_form.js').Typed} Typed */

const ALWAYS_PLAIN = ['name', 'student_no']; // a plain order is identified by its student number

/** @param {{ field: Row, place: number, fixed: boolean, onChange: (field: Row) => unknown,
 *   onUp: () => unknown }} props */
const Question = ({ field, place, fixed, onChange, onUp }) => html`<tr>
  <th scope="row">${fieldWord(field.name)}</th>
  <td>
    <input type="checkbox" id=${`ask-${field.name}`} aria-label=${`填写${fieldWord(field.name)}`} checked=${field.asked}
        disabled=${fixed} onChange=${({ target }) => onChange({ ...field, asked: target.checked })} />
  </td>
  <td>
    <input type="checkbox" id=${`need-${field.name}`} aria-label=${`${fieldWord(field.name)}必填`}
        checked=${field.asked && field.required} disabled=${fixed || !field.asked}
        onChange=${({ target }) => onChange({ ...field, required: target.checked })} />
  </td>
  <td>
    ${
      field.asked &&
      place > 0 &&
      html`
        <button type="button" class="text-btn" aria-label=${`${fieldWord(field.name)}上移`} onClick=${onUp}>
          上移
        </button>
      `
    }
  </td>
</tr>`;

/** @param {{ form: Form }} props */
export function FormFields({ form }) {
  const { typed } = form;
  const rows = typed.form_fields;
  const isFixed = (/** @type {{ name: string, asked: boolean, required: boolean }} */ { name, asked, required }) =>
    typed.collect_mode === 'PLAIN' && ALWAYS_PLAIN.includes(name) && asked && required;
  const change = (/** @type {number} */ place) => (/** @type {Row} */ field) =>
    form.set(
      'form_fields',
      rows.map((one, at) => (at === place ? field : one)),
    );
  const up = (/** @type {number} */ place) => () =>
    form.set(
      'form_fields',
      rows.map((one, at) => (at === place - 1 ? rows[place] : at === place ? rows[place - 1] : one)),
    );
  return html`
    <${Group} form=${form} name="form_fields" label="填写项目">
      <div class="table-box">
        <table class="table ticks">
          <caption class="unseen">填写项目</caption>
          <thead>
            <tr>
              <th scope="col">项目</th><th scope="col">要填写</th><th scope="col">必填</th><th scope="col">顺序</th>
            </tr>
          </thead>
          <tbody>${rows.map(
            (field, place) => html`
              <${Question} key=${field.name} field=${field} place=${place} onChange=${change(place)} onUp=${up(place)}
                  fixed=${isFixed(field)} />
            `,
          )}</tbody>
        </table>
      </div>
    <//>
  `;
}

/** The same rows with these asked and required.
 * @param {Row[]} rows @param {string[]} names */
export const withAsked = (rows, names) =>
  rows.map((field) => (names.includes(field.name) ? { ...field, asked: true, required: true } : field));

/** What a task of the type and mode cannot do without.
 * @param {Pick<Typed, 'task_type' | 'collect_mode'>} typed */
export const needed = ({ task_type: type, collect_mode: mode }) => [
  ...(mode === 'PLAIN' ? ALWAYS_PLAIN : []),
  ...(type === 'INDIVIDUAL' ? ['consignee', 'address', 'layout'] : []),
];
