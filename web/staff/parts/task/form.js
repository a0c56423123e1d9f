/** The form of a task's settings: what is typed is kept over reloads, and a colleague's change does not undo it. */
import { html, useEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { refusalOf, useKept, useWork } from '../../../shared/hooks.js';
import { drop } from '../../../shared/kept.js';
import { Await, Confirm, ErrorBox, focusFirst, Page } from '../../../shared/ui.js';
import { NUMBERS } from '../../generated/rules.js';
import { useKnownSchools } from '../../known_schools.js';
import { completed, differing, fieldOf, merged, wrongOf } from '../../task_form.js';
import { SETTINGS } from '../../task_words.js';
import { Button } from '../../ui/button.js';
import { Key } from '../../ui/key.js';
import { Preview } from './preview.js';
import { Saving } from './saving.js';
import { Contents, Sections } from './sections.js';

/** @import { DeskTask } from '../../../shared/generated/types' */
/** @import { Errors } from '../../../shared/hooks.js' */
/** @import { Refusal } from '../../../shared/http.js' */
/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @import { Draft, Name, Typed } from '../../task_form.js' */
/** @typedef {{ theirs: Name[], both: Name[] }} Faster a colleague was */
/** @typedef {(draft: Draft, forget: () => void, reason?: string) => Promise<void>} Save */

/** @type {Name[]} */
const SAID = [
  'title',
  'price',
  'opens_at',
  'opens_at_time',
  'closes_at',
  'closes_at_time',
  'refund_note',
  'file_name',
  .../** @type {Name[]} */ (Object.keys(NUMBERS)),
]; // as they are typed
/** @param {Name[]} names */
const named = (names) => names.map((name) => `“${SETTINGS[name]}”`).join('、');
/** @param {Name[]} names @param {Typed} base */
const namedWith = (names, base) =>
  names
    .map((name) => `“${SETTINGS[name]}”${SAID.includes(name) ? `（同事填写的是：${base[name] || '空'}）` : ''}`)
    .join('、');

/** A colleague was faster: what she changed, and where it is not what is typed here.
 * @param {{ theirs: Name[], both: Name[], base: Typed, onTheirs: () => unknown }} props */
const Meanwhile = ({ theirs, both, base, onTheirs }) => html`<div class="notice notice-warn" role="alert">
  <p><strong>同事刚刚修改了这个任务，您填写的内容都保留着，还没有保存。</strong></p>
  <p>同事修改了：${named(theirs) || '任务的状态'}。</p>
  ${both.length > 0 && html`<p>您和同事都改了：${namedWith(both, base)}。下面是您填写的，保存后以您的为准。</p>`}
  <p><button type="button" class="text-btn" onClick=${onTheirs}>放弃我的修改，用同事的</button></p>
</div>`;

/** What is typed for the task as it was at `rev`; begins with what was kept, brought up to the newest.
 * @param {string} name @param {Typed} base @param {number} rev @param {Name[]} locked */
function useDraft(name, base, rev, locked) {
  const [kept, setKept] = useKept(name, /** @type {Draft | null} */ (null));
  const [meanwhile, setMeanwhile] = useState(/** @type {Faster | null} */ (null));
  const draft = kept ? completed(kept, base) : { rev, base, typed: base };
  useEffect(() => {
    if (draft.rev === rev) return;
    const { typed, theirs, both } = merged(draft.base, draft.typed, base, locked);
    setMeanwhile(differing(draft.typed, draft.base).length ? { theirs, both } : null);
    setKept({ rev, base, typed });
  }, [rev]);
  return {
    ...draft,
    changed: differing(draft.typed, draft.base).length > 0,
    meanwhile,
    set: (/** @type {Name} */ field, /** @type {unknown} */ value) =>
      setKept((before) => ({ ...(before ?? draft), typed: { ...(before ?? draft).typed, [field]: value } })),
    forget: () => {
      setKept(null);
      drop(name);
      setMeanwhile(null);
    },
  };
}

/** The browser asks before the tab goes; within the console what was typed waits for the next visit.
 * @param {boolean} changed */
function useLeaving(changed) {
  useEffect(() => {
    if (!changed) return undefined;
    const ask = (/** @type {Event} */ event) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [changed]);
}

/** Ctrl+S saves, as everywhere else.  @param {() => unknown} save */
function useSaveKey(save) {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** name: what is typed is kept under; base: what the form begins with, of revision `rev`; locked:
 * {field: why it stays}; save(draft): {rev, base, typed}; taskId: of a task whose changes are told before they are
 * saved; onConflict: reads the task again, so that `base` and `rev` become the newest; lead: what stands above the
 * form.
 * @param {{ name: string, title: string, back: string, lead: Children, base: Typed, rev?: number,
 *   locked?: Partial<Record<Name, string>>, isNew?: boolean, tasks: DeskTask[], yes: string,
 *   save: Save, taskId?: string | null, onConflict?: () => unknown }} props */
export function TaskForm({
  name,
  title,
  back,
  lead,
  base,
  rev = 0,
  locked = {},
  isNew = false,
  tasks,
  yes,
  save,
  taskId = null,
  onConflict = () => {},
}) {
  const draft = useDraft(name, base, rev, /** @type {Name[]} */ (Object.keys(locked)));
  const known = useKnownSchools([...new Set([...draft.base.schools, ...draft.typed.schools])]);
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const [run, busy, error, setError] = useWork();
  const [restored] = useState(draft.changed);
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  useLeaving(draft.changed);
  const form = {
    typed: draft.typed,
    base: draft.base,
    wrong,
    locked,
    set: (/** @type {Name} */ field, /** @type {unknown} */ value) => {
      draft.set(field, value);
      setWrong((before) => ({ ...before, [field]: null }));
    },
  };
  /** Says a refusal on the page where the form can: at its field, or as what a colleague changed.  Whether it could.
   * @param {Refusal} problem */
  const told = async (problem) => {
    const field = fieldOf(problem.field, draft.typed);
    const changed = problem.code === 'task_changed';
    if (!field && !changed) return false;
    setAsking(false);
    setError(problem);
    if (field) {
      setWrong({ [field]: problem.message });
      focusFirst({ [field]: problem.message });
    }
    if (changed) await onConflict();
    return true;
  };
  /** Anything else is for whoever asked to say: its dialog stays, with the reason typed into it. */
  const send = async (/** @type {string} */ reason) => {
    try {
      await save(draft, draft.forget, reason);
    } catch (refusal) {
      if (!(await told(refusalOf(refusal)))) throw refusal;
    }
  };
  const submit = (/** @type {Event | null} */ event = null) => {
    event?.preventDefault();
    const errors = wrongOf(draft.typed);
    setWrong(errors);
    if (focusFirst(errors) || busy) return;
    setError(null);
    if (taskId && draft.changed) setAsking(true);
    else run(() => send(''));
  };
  useSaveKey(submit);
  const faults = Object.values(wrong).filter(Boolean).length;
  const startOver = () => {
    draft.forget();
    setWrong({});
    setError(null);
  };
  const leave = () => {
    startOver();
    location.hash = back;
  };
  const changes = differing(draft.typed, draft.base).length;
  const beside = changes > 0 && html`<span class="tag tag-warn">${changes} 项改动未保存</span>`;
  const acts = html`
    <${Button} kind="plain" onClick=${() => (draft.changed ? setLeaving(true) : leave())}>放弃改动<//>
    <${Button} type="submit" form="task-form" busy=${busy} aria-keyshortcuts="Control+S">
      ${yes} <${Key} of="Ctrl S" />
    <//>
  `;
  return html`<${Page} title=${title} back=${back} beside=${beside} acts=${acts} wide>
    <div class="said" role="status">
      ${faults > 0 && html`<p class="notice notice-bad">有 ${faults} 项需要修改，已在原处标出。</p>`}
    </div>
    <${ErrorBox} error=${error?.code === 'task_changed' ? null : error} />
    <div class="editor">
      <${Contents} form=${form} />
      <form id="task-form" class="task-form" onSubmit=${submit} noValidate>
        ${lead && html`<p class="notice">${lead}</p>`}
        ${
          restored &&
          draft.changed &&
          !draft.meanwhile &&
          html`<p class="notice">
            已恢复您上次没有保存的内容。
            <button type="button" class="text-btn" onClick=${startOver}>放弃，重新开始</button>
          </p>`
        }
        ${draft.meanwhile && html`<${Meanwhile} ...${draft.meanwhile} base=${base} onTheirs=${startOver} />`}
        <${Sections} form=${form} known=${known} tasks=${tasks} />
      </form>
      ${
        known.first
          ? html`<${Preview} base=${draft.base} typed=${draft.typed} isNew=${isNew} school=${known.first} />`
          : html`<aside class="previewer" aria-label="学生看到的">
            <${Await} of=${known}>${() => html`<p class="hint">院校目录里还没有学校，不能预览。</p>`}<//>
          </aside>`
      }
    </div>
    ${
      taskId &&
      asking &&
      html`
        <${Saving} draft=${draft} taskId=${taskId} known=${known} onYes=${send}
            onNo=${() => setAsking(false)} />
      `
    }
    ${
      leaving &&
      html`<${Confirm} title="放弃改动" yes="放弃" onYes=${leave} onNo=${() => setLeaving(false)}>
        <p>${changes} 项没有保存的改动会丢失，不能恢复。</p>
      <//>`
    }
  <//>`;
}
