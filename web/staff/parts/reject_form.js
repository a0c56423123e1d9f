/** Rejects a photo with every reason at once, and shows what the student will read. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { Reasons } from '../../shared/reasons.js';
import { Button, ErrorBox, Tick } from '../../shared/ui.js';
import { MOST_NOTE, MOST_REASONS } from '../generated/rules.js';
import { useKeys } from '../keys.js';
import { fits, grouped, WITH_NOTE } from '../reject_rules.js';

/** @import { Finding, ReasonRow } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */

const EVERY_HINT = '0'; // ticks what the check pointed at

/** @param {{ title: string, about?: string, reasons: ReasonRow[], picked: string[], digits?: Record<string, string>,
 *   onToggle: (code: string) => unknown }} props */
function Group({ title, about, reasons, picked, digits = {}, onToggle }) {
  if (reasons.length === 0) return null;
  return html`<fieldset class="reasons">
    <legend>${title}</legend>
    ${about && html`<p class="small">${about}</p>`}
    <div class="reason-ticks">${reasons.map(
      ({ code, message }) => html`
        <${Tick} key=${code} name=${`reason-${code}`} checked=${picked.includes(code)} onChange=${() => onToggle(code)}>
          ${digits[code] && html`<kbd aria-hidden="true">${digits[code]}</kbd> `}
          ${message}
          ${code === WITH_NOTE && '（要写留言）'}
        <//>
      `,
    )}</div>
  </fieldset>`;
}

/** Finds a reason by words; Enter ticks the first and makes room for the next, Esc leaves it.
 * @param {{ value: string, onInput: (text: string) => unknown, onEnter: () => unknown,
 *   onLeave: () => unknown }} props */
function Filter({ value, onInput, onEnter, onLeave }) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (!event.repeat) onEnter();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    }
  };
  return html`<div class="field">
    <label for="filter">查找原因<kbd aria-hidden="true">/</kbd></label>
    <div class="field-row">
      <input id="filter" class="input" type="text" autocomplete="off"
          placeholder="例如 眼镜、背景；按回车选中找到的第一项" value=${value}
          onInput=${({ target }) => onInput(target.value)} onKeyDown=${press} />
    </div>
  </div>`;
}

/** @param {{ value: string, needed: boolean, error: Children, onInput: (text: string) => unknown,
 *   onLeave: () => unknown }} props */
function Note({ value, needed, error, onInput, onLeave }) {
  const leaveAtEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    onLeave();
  };
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <label for="note">
      给学生的留言${needed ? html`<span class="star" aria-hidden="true">*</span>` : '（可不填）'}
    </label>
    <div class="field-row">
      <textarea id="note" class="input" rows="2" maxlength=${MOST_NOTE} required=${needed} value=${value}
          aria-invalid=${error ? 'true' : null} aria-describedby=${error ? 'note-error' : null}
          onInput=${({ target }) => onInput(target.value)} onKeyDown=${leaveAtEscape}></textarea>
    </div>
    ${error && html`<p class="field-error" id="note-error">${error}</p>`}
  </div>`;
}

/** @typedef {{ picked: string[], note: string }} Draft picked: codes */

/** draft: {picked: codes, note}, kept by whoever shows this; onReject(codes, note); error: of the refusal of it.
 * @param {{ catalogue: ReasonRow[], findings: Finding[], draft: Draft, onDraft: (draft: Draft) => unknown,
 *   busy: boolean, error: Refusal | null, onReject: (reasons: string[], note: string | null) => unknown,
 *   onBack: () => unknown }} props */
export function RejectForm({ catalogue, findings, draft, onDraft, busy, error, onReject, onBack }) {
  const [words, setWords] = useState('');
  const [wrong, setWrong] = useState(/** @type {{ message: string, field?: string } | null} */ (null));
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const toHeading = () => heading.current?.focus({ preventScroll: true });
  useEffect(toHeading, []);
  const { picked, note } = draft;
  const { hints, byEye, others, digits } = grouped(catalogue, findings);
  const change = (/** @type {Partial<Draft>} */ changes) => {
    setWrong(null);
    onDraft({ ...draft, ...changes });
  };
  const pick = (/** @type {string[]} */ codes) =>
    codes.length > MOST_REASONS ? setWrong({ message: `最多选 ${MOST_REASONS} 项原因` }) : change({ picked: codes });
  const toggle = (/** @type {string} */ code) =>
    pick(picked.includes(code) ? picked.filter((one) => one !== code) : [...picked, code]);
  const toggleHints = () => {
    const codes = hints.map(({ code }) => code);
    pick(
      codes.every((code) => picked.includes(code))
        ? picked.filter((code) => !codes.includes(code))
        : [...new Set([...picked, ...codes])],
    );
  };
  const wanted = fits(words.split(/\s+/).filter(Boolean));
  const shown = (/** @type {ReasonRow[]} */ reasons) => reasons.filter(wanted);
  const first = [...shown(hints), ...shown(byEye), ...shown(others)].find(({ code }) => !picked.includes(code));
  const needsNote = picked.includes(WITH_NOTE);
  const submit = (/** @type {Event | undefined} */ event = undefined) => {
    event?.preventDefault();
    if (picked.length === 0) setWrong({ message: '请至少选择一项原因' });
    else if (needsNote && !note.trim()) {
      setWrong({ field: 'note', message: '选择“照片不符合要求”时请写明学生应如何修改' });
      requestAnimationFrame(() => document.getElementById('note')?.focus());
    } else onReject(picked, note.trim() || null);
  };
  useKeys({
    ...Object.fromEntries(Object.entries(digits).map(([code, digit]) => [digit, () => toggle(code)])),
    [EVERY_HINT]: toggleHints,
    '/': () => document.getElementById('filter')?.focus(),
    enter: submit,
    escape: onBack,
  });
  const said = picked.flatMap((code) => catalogue.filter((one) => one.code === code));
  const noteError = wrong?.field === 'note' ? wrong.message : error?.field === 'note' && error.message;
  return html`<form class="reject" onSubmit=${submit} noValidate>
    <h2 tabindex="-1" ref=${heading}>驳回：选择全部原因</h2>
    <${Filter} value=${words} onInput=${setWords} onLeave=${() => {
      setWords('');
      toHeading();
    }} onEnter=${() => {
      if (first && words.trim()) {
        toggle(first.code);
        setWords('');
      }
    }} />
    <${Group} title="机检提示过的" about="没有替您勾选，请看照片决定；按 0 全选。" reasons=${shown(hints)}
        picked=${picked} digits=${digits} onToggle=${toggle} />
    <${Group} title="人工判断" reasons=${shown(byEye)} picked=${picked} digits=${digits} onToggle=${toggle} />
    <details class="details" open=${Boolean(words.trim()) || others.some(({ code }) => picked.includes(code))}>
      <summary>机检项目（没有提示，仍可选）</summary>
      <${Group} title="机检项目" reasons=${shown(others)} picked=${picked} onToggle=${toggle} />
    </details>
    <${Note} value=${note} needed=${needsNote} error=${noteError}
        onInput=${(/** @type {string} */ value) => change({ note: value })} onLeave=${toHeading} />
    <div class="preview" aria-live="polite">
      <p class="small">学生将看到：</p>
      ${
        said.length > 0
          ? html`
            <${Reasons} rejection=${{ reasons: said, note: note.trim() }} />
          `
          : html`<p class="none">还没有选择原因</p>`
      }
    </div>
    <div class="reject-foot">
      ${wrong && !wrong.field && html`<p class="field-error" role="alert">${wrong.message}</p>`}
      <${ErrorBox} error=${error} />
      ${said.length > 0 && html`<p class="small">已选：${said.map(({ message }) => message).join('；')}</p>`}
      <${Button} kind="warn" type="submit" busy=${busy}>
        驳回（${picked.length} 项）<kbd aria-hidden="true">回车</kbd>
      <//>
      <${Button} kind="default" onClick=${onBack}>返回<kbd aria-hidden="true">Esc</kbd><//>
    </div>
  </form>`;
}
