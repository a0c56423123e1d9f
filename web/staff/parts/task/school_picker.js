/** The schools of a task, found by a part of their name or by their code. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { Field } from '../../../shared/ui.js';
import { Group } from './fields.js';

/** @import { SchoolView } from '../../../shared/generated/types' */
/** @import { Form } from './fields.js' */

const MOST = 8; // found ones shown at once

/** @param {string} words */
const fits =
  (words) =>
  (/** @type {SchoolView} */ { school_code: code, name, aliases }) =>
    code.startsWith(words) || [name, ...aliases].some((one) => one.includes(words));

/** @param {{ form: Form, schools: SchoolView[] }} props */
export function SchoolPicker({ form, schools }) {
  const [words, setWords] = useState('');
  const chosen = form.typed.schools;
  const typed = words.trim();
  const found = typed ? schools.filter(fits(typed)) : [];
  const nameOf = (/** @type {string} */ code) =>
    schools.find((school) => school.school_code === code)?.name ?? '（院校目录中没有）';
  const add = (/** @type {string} */ code) => {
    form.set('schools', [...chosen, code]);
    setWords('');
    document.getElementById('school-search')?.focus();
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault(); // no saving from here
    const [only] = found.filter(({ school_code: code }) => !chosen.includes(code));
    if (only) add(only.school_code);
  };
  return html`<${Group} form=${form} name="schools" label="学校（必填）">
    ${
      chosen.length > 0 &&
      html`<ul class="plain chosen">${chosen.map(
        (code) => html`<li key=${code}>
          <span>${nameOf(code)} <span class="small mono">${code}</span></span>
          <button type="button" class="text-btn" aria-label=${`移除${nameOf(code)}`} onClick=${() =>
            form.set(
              'schools',
              chosen.filter((one) => one !== code),
            )}>
            移除
          </button>
        </li>`,
      )}</ul>`
    }
    <${Field} name="school-search" label="查找学校" value=${words} onInput=${({ target }) => setWords(target.value)}
        autocomplete="off" placeholder="校名中的几个字，或院校代码"
        hint=${typed && !found.length ? '院校目录中没有这所学校，请先到“学校”中添加' : null} onKeyDown=${press} />
    ${
      found.length > 0 &&
      html`<ul class="plain found">
        ${found.slice(0, MOST).map(
          ({ school_code: code, name }) => html`<li key=${code}>
            <button type="button" class="found-btn" disabled=${chosen.includes(code)} onClick=${() => add(code)}>
              ${chosen.includes(code) ? '已选择' : '添加'} ${name} <span class="mono">${code}</span>
            </button>
          </li>`,
        )}
        ${found.length > MOST && html`<li class="small">还有 ${found.length - MOST} 所，请多输入几个字</li>`}
      </ul>`
    }
  <//>`;
}
