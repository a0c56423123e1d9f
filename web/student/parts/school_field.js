/** The school's full name with suggestions, former names too; a combobox as ARIA describes it. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { findSchools } from '../generated/client.js';
import { Field } from '../../shared/ui.js';

/** @import { FoundSchool } from '../../shared/generated/types' */

const WAIT_MS = 200;
const HINT = '输入几个字后从提示中选择，简称、拼音和曾用名也可以';
const NOTHING = '没有匹配的学校，请换几个字再试';

/** @type {{ schools: FoundSchool[], typed: string | null }} */
const NONE = { schools: [], typed: null };

/** @param {string} typed @param {boolean} on */
function useSuggestions(typed, on) {
  const [found, setFound] = useState(NONE);
  useEffect(() => {
    if (!on || !typed.trim()) return undefined;
    let over = false;
    const timer = setTimeout(async () => {
      const answer = await findSchools({ q: typed.trim() }).catch(() => null); // without suggestions typing still works
      if (answer && !over) setFound({ schools: answer.schools, typed });
    }, WAIT_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [typed, on]);
  return found.typed === null || !typed.trim()
    ? { schools: NONE.schools, known: false }
    : { schools: found.schools, known: found.typed === typed };
}

/** @param {{ value: string, onInput: (text: string) => unknown, error?: string | null }} props */
export function SchoolField({ value, onInput, error }) {
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { schools, known } = useSuggestions(value, open);
  const shown = open && schools.length > 0;

  const choose = (/** @type {FoundSchool} */ school) => {
    onInput(school.name);
    setOpen(false);
    setAt(-1);
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => {
      setOpen(true);
      setAt(Math.min(at + 1, schools.length - 1));
    },
    ArrowUp: () => setAt(Math.max(at - 1, -1)),
    Escape: () => setOpen(false),
    Enter: () => choose(schools[at]),
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const act = keys[event.key];
    if (event.isComposing || !act || (event.key === 'Enter' && (!shown || at < 0))) return;
    event.preventDefault();
    act();
  };

  return html`<div class="suggest">
    <${Field} name="school" label="学校全称" required value=${value} autocomplete="off" error=${error}
        placeholder="如：湖南大学" hint=${open && known && !schools.length ? NOTHING : HINT} role="combobox"
        aria-expanded=${shown ? 'true' : 'false'} aria-controls="school-list" aria-autocomplete="list"
        aria-activedescendant=${shown && at >= 0 ? `school-${at}` : null} onKeyDown=${onKeyDown}
        onFocus=${() => setOpen(true)} onBlur=${() => setTimeout(() => setOpen(false), 150)} onInput=${({ target }) => {
          onInput(target.value);
          setOpen(true);
          setAt(-1);
        }} />
    <ul class="suggest-list" id="school-list" role="listbox" aria-label="学校" hidden=${!shown}>
      ${schools.map(
        (school, place) => html`
          <li id=${`school-${place}`} role="option" aria-selected=${place === at ? 'true' : 'false'}
              onMouseDown=${(event) => event.preventDefault()} onClick=${() => choose(school)}>
            ${school.label}
          </li>
        `,
      )}
    </ul>
  </div>`;
}
