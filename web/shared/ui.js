/** The few things pages are made of. */
import { createContext, html, useContext, useEffect, useLayoutEffect, useRef, useState } from './vendor/preact.js';

/** @import { Errors, Loaded } from './hooks.js' */
/** @import { Refusal } from './http.js' */
/** @import { Children, Told } from './vendor/preact.js' */
/** @typedef {{ label: string, href: string }} Step where a refusal is mended */
/** @typedef {Record<string, string | null | undefined>} Params of the page that was refused */
/** @typedef {(error: Refusal, params: Params) => Promise<Step | null>} NextStep */
/** @typedef {{ name: string, nextStep: NextStep, Beside?: import('preact').ComponentType }} SiteView name: after a
 * page's title; Beside: at the right of it where the page has nothing of its own to do there */
/** @typedef {Record<string, unknown>} Rest of an element's attributes */

export const Site = createContext(/** @type {SiteView} */ ({ name: '', nextStep: async () => null }));
let first = true;

/** The heading of a page, which takes the focus so that a screen reader reads it when the page changes: before the
 * page is painted, so that nobody who types at once loses it.
 * @param {{ title: string } & Rest} props */
export function Heading({ title, ...rest }) {
  const { name } = useContext(Site);
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    document.title = `${title} · ${name}`;
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, [title]);
  return html`<h1 tabindex="-1" ref=${heading} ...${rest}>${title}</h1>`;
}

/** beside: what belongs to the title, such as a state; acts: what is done on the whole page.
 * @param {{ title: string, lead?: Children, back?: string | null, children?: Children, wide?: boolean,
 *   beside?: Children, acts?: Children }} props */
export function Page({ title, lead, back, children, wide = false, beside, acts }) {
  const { Beside } = useContext(Site);
  const right = acts ?? (Beside && html`<${Beside} />`);
  return html`
    <div class=${wide ? 'page page-wide' : 'page'}>
      <div class="page-head">
        ${back && html`<a class="back" href=${back}><span aria-hidden="true">‹</span> 返回</a>`}
        <${Heading} title=${title} />
        ${beside}
        ${right && html`<div class="page-acts">${right}</div>`}
      </div>
      ${lead && html`<p class="lead">${lead}</p>`}
      ${children}
    </div>
  `;
}

/**
 * @param {{ kind?: string, busy?: boolean, children?: Children, type?: string, disabled?: boolean } & Rest} props
 */
export function Button({ kind = 'primary', busy = false, children, type = 'button', disabled = false, ...rest }) {
  return html`
    <button type=${type} class=${`weui-btn weui-btn_${kind}`} disabled=${disabled} aria-disabled=${busy || null}
        aria-busy=${busy || null} ...${rest}>
      ${busy && html`<span class="spin" aria-hidden="true"></span>`}${children}
    </button>
  `;
}

/** @param {{ kind?: string, mini?: boolean, children?: Children } & Rest} props */
export const Link = ({ kind = 'primary', mini = false, children, ...rest }) => html`
  <a class=${`weui-btn weui-btn_${kind}${mini ? ' weui-btn_mini' : ''}`} ...${rest}>${children}</a>
`;

const SLOW_MS = 5000;

const Bones = () => html`<span class="bones" /><span class="bones" /><span class="bones bones-tall" />`;

/** The page's bones, drawn after a moment; after some seconds it says that the line is slow, so that nobody reloads in
 * the middle. */
export function Loading() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<p class="bones-in" role="status">
    <span class=${slow ? null : 'unseen'}>${slow ? '网络较慢，仍在载入，请不要关闭页面……' : '正在载入……'}</span>
    <${Bones} />
  </p>`;
}

/** Something takes a moment: what.  @param {{ children?: Children }} props */
export const Doing = ({ children }) => html`<p class="loading" role="status">
  <span class="spin" aria-hidden="true"></span>${children}
</p>`;

/** @param {{ title?: Children, children?: Children, tone?: string } & Rest} props */
export const Card = ({ title, children, tone = '', ...rest }) => html`<section class=${`card ${tone}`} ...${rest}>
  ${title && html`<h2>${title}</h2>`}${children}
</section>`;

/** Where to go after a refusal; loaded when there is one, so that a first visit is not slowed down.
 * @param {Refusal | null} error @param {Params} params */
function useNextStep(error, params) {
  const { nextStep } = useContext(Site);
  const [step, setStep] = useState(/** @type {Step | null} */ (null));
  useEffect(() => {
    setStep(null);
    if (error) nextStep(error, params).then(setStep, () => {});
  }, [error]);
  return step;
}

/** @param {Refusal | null} error */
export const isWorthRetrying = (error) =>
  error !== null && (!error.status || error.status >= 500 || error.status === 429);

/** What went wrong, what to do, and the way there.  retry: shown as a button where asking again may help; said: the
 * words stand at their field, and only the way is shown.
 * @param {{ error: Refusal | null, retry?: (() => unknown) | null | false, params?: Params, said?: boolean,
 *   still?: boolean }} props */
export function ErrorBox({ error, retry, params = {}, said = false, still = false }) {
  const step = useNextStep(error, params);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (!still) box.current?.scrollIntoView({ block: 'nearest' });
  }, [error?.code]); // its button may stand far from it
  if (!error) return html`<div role="alert"></div>`;
  const again = retry && isWorthRetrying(error);
  if (said)
    return html`<div role="alert">
      ${step && html`<a class="text-btn" href=${step.href}>${step.label}</a>`}
    </div>`;
  return html`<div role="alert" class="error-box" ref=${box}>
    <p class="error-what">${error.message || '页面出现故障'}</p>
    <p>${error.action || '请刷新页面后重试，您的信息已保存'}</p>
    ${
      error.status >= 500 &&
      error.ref &&
      html`<p class="small">
        反馈时请提供编号：<span class="mono">${error.ref}</span>
      </p>`
    }
    ${
      (again || step) &&
      html`<p class="error-steps">
        ${again && html`<button type="button" class="text-btn" onClick=${retry}>重试</button>`}
        ${step && html`<a class="text-btn" href=${step.href}>${step.label}</a>`}
      </p>`
    }
  </div>`;
}

/** Waiting for the first value, its failure, or the page.  That the line is lost, the bar above every page says.
 * title: of a whole page that cannot be shown without the value.  @template T
 * @param {{ of: Pick<Loaded<T>, 'value' | 'error' | 'reload'>, title?: string, children: (of: T) => Children }} so */
export function Await({ of: { value, error, reload }, title, children }) {
  if (value !== null)
    return html`
      ${error && navigator.onLine && html`<${ErrorBox} error=${error} retry=${reload} still />`}${children(value)}
    `;
  const now = error ? html`<${ErrorBox} error=${error} retry=${reload} />` : html`<${Loading} />`;
  return error && title ? html`<${Page} title=${title}>${now}<//>` : now;
}

/** What the server knows of a student, as rows.
 * @param {{ label: string, value: string }[]} details @returns {Row[]} */
export const rowsOf = (details) => details.map(({ label, value }) => [label, value]);

/** @typedef {[label: Children, value: Children]} Row */

/** Empty values are left out.  @param {{ rows: Row[] }} props */
export const Facts = ({ rows }) => html`<dl class="facts">
  ${rows.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
</dl>`;

/** A dialog that takes the focus; onClose also for Esc, and not for a page that takes it away itself.
 * @param {{ title: string, onClose: () => unknown, children?: Children, footer?: Children }} props */
export function Dialog({ title, onClose, children, footer }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const gone = useRef(false);
  const close = () => gone.current || onClose();
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault(); // its owner closes it, or leaves it
    close();
  };
  const closed = () => {
    // by the browser, which insists at the second Esc
    close();
    requestAnimationFrame(() => {
      if (!gone.current && !box.current?.open) box.current?.showModal();
    });
  };
  useEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (box.current);
    dialog.showModal();
    return () => {
      gone.current = true;
      dialog.close(); // gives the focus back, and tells so a moment later
    };
  }, []);
  return html`<dialog class="dialog" ref=${box} aria-labelledby="dialog-title" onClose=${closed} onCancel=${cancel}>
    <h2 id="dialog-title" tabindex="-1">${title}</h2>
    <div class="dialog-text" tabindex="0">${children}</div>
    <div class="dialog-foot">${footer}</div>
  </dialog>`;
}

/** Asks before something that cannot be taken back.
 * @param {{ title: string, children?: Children, yes: string, busy?: boolean, onYes: () => unknown,
 *   onNo: () => unknown }} props */
export const Confirm = ({
  title,
  children,
  yes,
  busy,
  onYes,
  onNo,
}) => html`<${Dialog} title=${title} onClose=${onNo} footer=${html`
  <${Button} kind="default" onClick=${onNo}>再想想<//>
  <${Button} kind="warn" busy=${busy} onClick=${onYes}>${yes}<//>
`}>
  ${children}
<//>`;

// ---- questions of a form: label above, hint and error tied to the input

const Star = () => html`<span class="star" aria-hidden="true">*</span>`;

/** @typedef {{ name: string, label: Children, value?: unknown, onInput?: (event: Told) => unknown }} Asked */
/** @typedef {{ hint?: Children, error?: Children, beside?: Children, children?: Children }} Around */
/** @typedef {Asked & Around & { required?: boolean, as?: string, id?: string, most?: number | null }} Input */

/** Ids of what is said of a field below it.  @param {string} id @param {unknown} hint @param {unknown} error */
const saidOf = (id, hint, error) => [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || null;

/** What to say of a text with more than `most` characters, or null.  @param {unknown} value @param {number} most */
export function overOf(value, most) {
  const { length } = [...String(value ?? '').trim()];
  return length > most ? `最多 ${most} 个字，现在 ${length} 个字` : null;
}

/** id: its name, unless another field of the page has that; as: input, select or textarea; beside: what stands at the
 * input's right, such as a button; most: characters, said once there are more, so that nothing that was pasted is lost.
 * @param {Input & Rest} props */
export function Field({
  name,
  id = name,
  label,
  value,
  onInput,
  required = false,
  hint,
  error: told,
  beside,
  as = 'input',
  most = null,
  children,
  ...rest
}) {
  const error = told || (most && overOf(value, most));
  const input = {
    id,
    name,
    value,
    onInput,
    required,
    'aria-invalid': error ? 'true' : null,
    'aria-describedby': saidOf(id, hint, error),
    class: 'input',
    ...rest,
  };
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <label for=${id}>${label}${required && html`<${Star} />`}</label>
    <div class="field-row">
      ${as === 'input' ? html`<input type="text" ...${input} />` : html`<${as} ...${input}>${children}</${as}>`}
      ${beside}
    </div>
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
  </div>`;
}

/** hint: what it means, below its words.
 * @param {{ name: string, checked: boolean, onChange: (on: boolean) => unknown, children?: Children, hint?: string,
 *   error?: Children }} props */
export const Tick = ({ name, checked, onChange, children, hint, error }) => html`
  <div class=${error ? 'tick field-bad' : 'tick'}>
    <input type="checkbox" id=${name} name=${name} checked=${checked}
        onChange=${({ target }) => onChange(target.checked)} aria-invalid=${error ? 'true' : null}
        aria-describedby=${saidOf(name, hint, error)} />
    <div>
      <label for=${name}>${children}</label>
      ${hint && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
      ${error && html`<p class="field-error" id=${`${name}-error`}>${error}</p>`}
    </div>
  </div>
`;

/** Puts the cursor into the first wrong field.  before: what its id has before its name.
 * @param {Errors} errors @param {string} before */
export const focusFirst = (errors, before = '') => {
  const name = Object.keys(errors).find((key) => errors[key]);
  if (name) requestAnimationFrame(() => document.getElementById(before + name)?.focus());
  return Boolean(name);
};
