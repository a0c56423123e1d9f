/** Asks before something is done: with the reason that goes into the audit trail, and whatever else it needs. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useWork } from '../../shared/hooks.js';
import { Button, Dialog, ErrorBox, Field, focusFirst, Tick } from '../../shared/ui.js';

const MOST = 200; // characters of a reason
const isReason = (text) => [...text.trim()].length >= 2;

/** Any of several; value: those that are ticked. */
function Ticks({ name, label, value, options, onInput, error }) {
  const all = options.map(([one]) => one);
  const tick = (of) => (on) => onInput(all.filter((one) => (one === of ? on : value.includes(one))));
  return html`
    <fieldset class=${error ? 'field field-bad' : 'field'} id=${name} tabindex="-1"
        aria-describedby=${error ? `${name}-error` : null}>
      <legend>${label}</legend>
      ${options.map(
        ([of, words]) => html`
          <${Tick} name=${`${name}-${of}`} checked=${value.includes(of)} onChange=${tick(of)}>${words}<//>
        `,
      )}
      ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
    </fieldset>
  `;
}

/** One question of `Ask`.  label, hint, required, type, most, options ([[value, words]] for a choice), first (its
 * value; a list: any of the options may be ticked), rows (of a text of several lines). */
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
  if (Array.isArray(value)) return html`<${Ticks} ...${{ name, label, value, options, onInput, error }} />`;
  const rest = { name, label, hint, required, value, error, onInput: ({ target }) => onInput(target.value) };
  if (options)
    return html`<${Field} ...${rest} as="select">${options.map(
      ([of, words]) => html`
        <option value=${of} selected=${of === value}>${words}</option>
      `,
    )}<//>`;
  if (rows) return html`<${Field} ...${rest} as="textarea" rows=${rows} maxlength=${most} />`;
  return html`<${Field} ...${rest} type=${type} maxlength=${most} autocomplete="off" />`;
}

const clean = (answer) => (Array.isArray(answer) ? answer : String(answer).trim());

/** title, children: what will happen; questions: {name: of `Question`}; reason: false where none is wanted; danger: a
 * red button.
 *
 * onYes(answers): does it, answers with `reason`; what it throws is shown here, and the dialog stays.  onNo: closed
 * undone. */
export function Ask({ title, children, yes, questions = {}, reason = true, danger = false, onYes, onNo }) {
  const asked = reason
    ? { ...questions, reason: { label: '原因', required: true, most: MOST, hint: '记入审计记录' } }
    : questions;
  const [answers, setAnswers] = useState(() =>
    Object.fromEntries(Object.entries(asked).map(([name, { first = '' }]) => [name, first])),
  );
  const [wrong, setWrong] = useState({});
  const [run, busy, error] = useWork();
  const submit = (event) => {
    event.preventDefault();
    const errors = Object.fromEntries(
      Object.entries(asked).map(([name, { label, required, options }]) => {
        const value = clean(answers[name]);
        if (name === 'reason' && reason && !isReason(value)) return [name, '请写明原因，至少 2 个字'];
        return [name, required && !value.length ? `请${options ? '选择' : '填写'}${label}` : null];
      }),
    );
    setWrong(errors);
    if (focusFirst(errors)) return;
    run(() => onYes(Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, clean(value)]))));
  };
  const at = (name) => wrong[name] ?? (error?.field === name ? error.message : null);
  const no = () => busy || onNo(); // what is under way cannot be taken back, and its answer must be read
  return html`<${Dialog} title=${title} onClose=${no} footer=${html`
    <${Button} kind="default" disabled=${busy} onClick=${no}>取消<//>
    <${Button} kind=${danger ? 'warn' : 'primary'} type="submit" form="ask" busy=${busy}>${yes}<//>
  `}>
    <form id="ask" class="ask" onSubmit=${submit} noValidate>
      ${children}
      ${Object.entries(asked).map(
        ([name, question]) => html`
          <${Question} key=${name} name=${name} ...${question} value=${answers[name]} error=${at(name)}
              onInput=${(value) => setAnswers((before) => ({ ...before, [name]: value }))} />
        `,
      )}
      <${ErrorBox} error=${error} />
    </form>
  <//>`;
}
