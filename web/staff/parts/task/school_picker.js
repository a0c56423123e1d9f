/** The schools of a task, found by a part of their name or by their code. */
import { html, useEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { ErrorBox, Field } from '../../../shared/ui.js';
import { listSchools } from '../../generated/client.js';
import { useSettled } from '../../search_words.js';
import { Group } from './fields.js';

/** @import { SchoolView } from '../../../shared/generated/types' */
/** @import { KnownSchools } from '../../known_schools.js' */
/** @import { Form } from './fields.js' */

const MOST = 8; // found ones shown at once
const NONE = { of: '', schools: /** @type {SchoolView[]} */ ([]), total: 0 };

/** @param {string} words */
const ask = async (words) => ({ ...(await listSchools({ words, cursor: null, codes: null })), of: words });

/** @param {{ form: Form, known: KnownSchools }} props */
export function SchoolPicker({ form, known }) {
  const [words, setWords] = useState('');
  const chosen = form.typed.schools;
  const typed = words.trim();
  const settled = useSettled(typed);
  const loaded = useLoaded(async () => (settled ? ask(settled) : NONE), [settled]);
  const { schools: found, total, of } = typed && loaded.value ? loaded.value : NONE;
  const newest = useRef({ typed, chosen }); // an answer may come after both have changed
  newest.current = { typed, chosen };
  useEffect(
    () => () => {
      newest.current = { typed: '', chosen: [] };
    },
    [],
  );
  const add = (/** @type {SchoolView} */ school) => {
    known.learn([school]);
    form.set('schools', [...newest.current.chosen, school.school_code]);
    setWords('');
    document.getElementById('school-search')?.focus();
  };
  const press = async (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault(); // no saving from here
    if (!typed) return;
    const { schools } = of === typed ? { schools: found } : await ask(typed).catch(() => NONE);
    if (newest.current.typed !== typed) return;
    const only = schools.find(({ school_code: code }) => !newest.current.chosen.includes(code));
    if (only) add(only);
  };
  return html`<${Group} form=${form} name="schools" label="学校（必填）">
    ${
      chosen.length > 0 &&
      html`<ul class="plain chosen">${chosen.map(
        (code) => html`<li key=${code}>
          <span>${known.nameOf(code) === null ? '（院校目录中没有）' : known.nameOf(code)}
            <span class="small mono"> ${code}</span></span>
          <button type="button" class="text-btn" aria-label=${`移除${known.nameOf(code) ?? code}`} onClick=${() =>
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
        autocomplete="off" maxlength="60" placeholder="校名中的几个字，或院校代码"
        hint=${typed && of === typed && !total ? '没有找到，可先到“院校目录”中添加' : null} onKeyDown=${press} />
    <${ErrorBox} error=${loaded.error} retry=${loaded.reload} />
    ${
      found.length > 0 &&
      html`<ul class="plain found">
        ${found.slice(0, MOST).map(
          (school) => html`<li key=${school.school_code}>
            <button type="button" class="found-btn" disabled=${chosen.includes(school.school_code)}
                onClick=${() => add(school)}>
              ${chosen.includes(school.school_code) ? '已选择' : '添加'} ${school.name}
              <span class="mono"> ${school.school_code}</span>
            </button>
          </li>`,
        )}
        ${total > MOST && html`<li class="small">还有 ${total - MOST} 所，请多输入几个字</li>`}
      </ul>`
    }
  <//>`;
}
