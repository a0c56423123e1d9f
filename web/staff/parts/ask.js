/** Asks before something is done: with the reason that goes into the audit trail, and whatever else it needs. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { useKept, useWork } from '../../shared/hooks.js';
import { drop } from '../../shared/kept.js';
import { Button, Dialog, ErrorBox, Field, focusFirst, overOf, Tick } from '../../shared/ui.js';
import { Options } from '../ui/options.js';

/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {string | string[]} Answer a list where any of several may be ticked */
/** @typedef {Record<string, Answer>} Answers by the names of their questions */
/**
 * @typedef {object} Question
 * @property {string} label
 * @property {string | null} [hint]
 * @property {boolean} [required]
 * @property {string} [type] of the input
 * @property {number | null} [most] characters
 * @property {(text: string) => string | null} [check] what is wrong with what was written
 * @property {string[][] | null} [options] [value, words] of a choice with the name of its group, if it has one; of one
 *   that may be ticked, with what it means
 * @property {Answer} [first] its value; a list: any of the options may be ticked
 * @property {number | null} [rows] of a text of several lines
 */

export const MOST_REASON = 200; // characters
const ID = 'ask-'; // before the names of the fields: the page below may have a field of that name
/** What is wrong with a reason, or null.  @param {string} text */
export const wrongReason = (text) =>
  [...text.trim()].length < 2 ? '请写明原因，至少 2 个字' : overOf(text, MOST_REASON);

/** Any of several; value: those that are ticked.
 * @param {{ id: string, label: string, value: string[], options: string[][], onInput: (value: string[]) => unknown,
 *   error: Children }} props */
function Ticks({ id, label, value, options, onInput, error }) {
  const all = options.map(([one]) => one);
  const tick = (/** @type {string} */ of) => (/** @type {boolean} */ on) =>
    onInput(all.filter((one) => (one === of ? on : value.includes(one))));
  return html`
    <fieldset class=${error ? 'field field-bad' : 'field'} id=${id} tabindex="-1"
        aria-describedby=${error ? `${id}-error` : null}>
      <legend>${label}</legend>
      ${options.map(
        ([of, words, means]) => html`
          <${Tick} name=${`${id}-${of}`} checked=${value.includes(of)} onChange=${tick(of)} hint=${means}>${words}<//>
        `,
      )}
      ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
    </fieldset>
  `;
}

/** One question of `Ask`.
 * @param {Question & { name: string, value: Answer, error: Children, onInput: (value: Answer) => unknown }} props */
function Question({
  name,
  value,
  onInput,
  error,
  label,
  hint,
  required,
  type = 'text',
  most = null,
  options = null,
  rows = null,
}) {
  const id = ID + name;
  if (Array.isArray(value)) return html`<${Ticks} ...${{ id, label, value, options, onInput, error }} />`;
  const rest = {
    id,
    name,
    label,
    hint,
    required,
    value,
    error,
    onInput: (/** @type {{ target: HTMLInputElement }} */ { target }) => onInput(target.value),
  };
  if (options) return html`<${Field} ...${rest} as="select"><${Options} rows=${options} value=${value} /><//>`;
  if (rows) return html`<${Field} ...${rest} as="textarea" rows=${rows} most=${most} />`;
  return html`<${Field} ...${rest} type=${type} most=${most} autocomplete="off" />`;
}

/** What cannot be taken back is not done by a key that is pressed by mistake.  @param {KeyboardEvent} event */
const noEnter = (event) => event.key === 'Enter' && event.target instanceof HTMLInputElement && event.preventDefault();

/** @param {Answer} answer */
const clean = (answer) => (Array.isArray(answer) ? answer : String(answer).trim());

/** What is wrong with an answer.  @param {Question} question @param {Answer} value */
function wrongOf({ label, required, options, most, check }, value) {
  if (required && !value.length) return `请${options ? '选择' : '填写'}${label}`;
  if (Array.isArray(value)) return null;
  return (most && overOf(value, most)) || (value && check?.(value)) || null;
}

/** What is typed into a dialog of this page, kept over the end of a session until the dialog is answered or cancelled.
 * name: of the dialog and of what it is about; forget(): drops it.
 * @template T @param {string} name @param {T} first
 * @returns {[typed: T, set: (next: T | ((before: T) => T)) => void, forget: () => void]} */
export function useTyped(name, first) {
  const place = `ask ${location.hash.split('?')[0]} ${name}`;
  return [...useKept(place, first), () => drop(place)];
}

/** title, children: what will happen, or a function of the answers so far that says it; questions: {name: of
 * `Question`}; reason: false where none is wanted; danger: a red button, which Enter does not press; shut: it would be
 * refused, as the children say, so that nothing is asked; of: the id of what it is about, where the page has several.
 *
 * onYes(answers): does it, answers with `reason`; what it throws is shown here, and the dialog stays.  onNo: closed
 * undone.
 * @param {{ title: string, children?: Children | ((answers: Answers) => Children), yes: string,
 *   questions?: Record<string, Question>, reason?: boolean, danger?: boolean, shut?: boolean, of?: string,
 *   onYes: (answers: Record<string, string & string[]>) => unknown, onNo: () => unknown }} props */
export function Ask({
  title,
  children,
  yes,
  questions = {},
  reason = true,
  danger = false,
  shut = false,
  of = '',
  onYes,
  onNo,
}) {
  /** @type {Record<string, Question>} */
  const asked = reason
    ? { ...questions, reason: { label: '原因', required: true, most: MOST_REASON, hint: '记入审计记录' } }
    : questions;
  const [given, setGiven, forget] = useTyped(`${title} ${of}`, /** @type {Answers} */ ({}));
  /** What nobody touched is what it would begin with now.  @type {Answers} */
  const answers = Object.fromEntries(
    Object.entries(asked).map(([name, { first = '' }]) => [name, given[name] ?? first]),
  );
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const [run, busy, error] = useWork();
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (shut) return;
    const errors = Object.fromEntries(
      Object.entries(asked).map(([name, question]) => {
        const value = clean(answers[name]);
        return [name, name === 'reason' && reason ? wrongReason(String(value)) : wrongOf(question, value)];
      }),
    );
    setWrong(errors);
    if (focusFirst(errors, ID)) return;
    const said = Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, clean(value)]));
    run(async () => {
      await onYes(/** @type {Record<string, string & string[]>} */ (said));
      forget();
    });
  };
  const field = error?.field && error.field in asked ? error.field : null; // where its words stand
  useEffect(() => {
    if (field) focusFirst({ [field]: error?.message }, ID);
  }, [error]);
  const at = (/** @type {string} */ name) =>
    wrong[name] ?? (field === name ? html`<span role="alert">${error?.sentence}</span>` : null);
  const no = () => {
    if (busy) return; // what is under way cannot be taken back, and its answer must be read
    forget();
    onNo();
  };
  return html`<${Dialog} title=${title} onClose=${no} footer=${html`
    <${Button} kind="default" disabled=${busy} onClick=${no}>取消<//>
    ${!shut && html`<${Button} kind=${danger ? 'warn' : 'primary'} type="submit" form="ask" busy=${busy}>${yes}<//>`}
  `}>
    <form id="ask" class="ask" onSubmit=${submit} onKeyDown=${danger && noEnter} noValidate>
      ${typeof children === 'function' ? children(answers) : children}
      ${(shut ? [] : Object.entries(asked)).map(
        ([name, question]) => html`
          <${Question} key=${name} name=${name} ...${question} value=${answers[name]} error=${at(name)}
              onInput=${(/** @type {Answer} */ value) => setGiven((before) => ({ ...before, [name]: value }))} />
        `,
      )}
      ${field === null && html`<${ErrorBox} error=${error} />`}
    </form>
  <//>`;
}
