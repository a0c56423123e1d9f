/** Locate the task: the school's full name and the teacher's code. */
import { html } from '../../shared/vendor/preact.js';
import { lookUpTask } from '../generated/client.js';
import { useKept, useLoaded, useWork, useWrong } from '../../shared/hooks.js';
import { Button, Card, ErrorBox, Field, focusFirst, Page } from '../../shared/ui.js';
import { Icon } from '../parts/icon.js';
import { Steps } from '../../shared/student/steps.js';
import { Thumb } from '../parts/thumb.js';
import { Way } from '../parts/way.js';
import { myOrders } from '../todo.js';
import { SchoolField } from '../parts/school_field.js';
import { keepTask } from '../task.js';
import { go } from '../../shared/router.js';

/** Orders that wait for their owner; after the form, for nothing may move under a finger when they come. */
function Waiting() {
  const { value } = useLoaded(myOrders);
  const waiting = (value?.orders ?? []).filter(({ waits }) => waits);
  if (!waiting.length) return null;
  return html`<nav class="card menu" aria-label="待办">
    <h2>待办</h2>
    ${waiting.slice(0, 3).map(
      (order) => html`<a key=${order.order_id} href=${`#/orders/${order.order_id}`}>
        <${Thumb} photo=${order.photo} />
        <span class="grow">
          <span class="order-top">
            <span class="order-name">${order.student.name || order.task.title}</span>
            <span class=${`state state-${order.tone}`}>${order.label}</span>
          </span>
          <span class="small">${order.student.school_name}</span>
        </span>
        <${Icon} name="right" small />
      </a>`,
    )}
  </nav>`;
}

/** @typedef {'school' | 'code'} Name */

/** @type {Record<Name, string>} */
const ASKED = { school: '请填写学校全称', code: '请填写老师发布的特征码' };
/** @param {Name} name @param {string} value */
const missing = (name, value) => (value.trim() ? null : ASKED[name]);

export default function Start() {
  const [form, setForm] = useKept('locate', { school: '', code: '' });
  const [wrong, setWrong, mend] = useWrong();
  const [run, busy, error, setError] = useWork();
  const set = (/** @type {Name} */ name) => (/** @type {string} */ value) => {
    setForm((before) => ({ ...before, [name]: value }));
    mend(name, missing(name, value));
    if (error?.field === name) setError(null);
  };

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = { school: missing('school', form.school), code: missing('code', form.code) };
    setWrong(errors);
    if (focusFirst(errors)) return;
    run(async () => {
      const code = form.code.normalize('NFKC').replace(/\s/g, '');
      const { task } = await lookUpTask({ code, school: form.school.trim() });
      keepTask(code, task);
      go(`/tasks/${encodeURIComponent(code)}`);
    });
  };
  const at = (/** @type {string} */ name) => wrong[name] ?? (error?.field === name ? error.sentence : null);

  return html`<${Page} title="线上采集" lead="填写学校全称和老师发布的特征码，采集类型和价格会自动显示。" wide>
    <${Steps} at=${0} />
    <div class="two">
      <form class="card" onSubmit=${submit} noValidate>
        <${SchoolField} value=${form.school} onInput=${set('school')} error=${at('school')} />
        <${Field} name="code" label="特征码" required value=${form.code}
            onInput=${({ target }) => set('code')(target.value)} error=${at('code')} autocomplete="off"
            autocapitalize="characters" spellcheck="false" maxlength="64" placeholder="一般为 6 位数字和字母"
            class="input input-code" hint="由学校老师发布，不区分大小写。" />
        <${ErrorBox} error=${error?.field && error.field in form ? null : error} />
        <${Button} type="submit" busy=${busy}>下一步<//>
        <p class="more">不知道特征码？请向学校老师询问，或<a href="#/contact">联系分社</a>。</p>
      </form>
      <div class="beside"><${Waiting} /><${Card} title="三步完成"><${Way} /><//></div>
    </div>
  <//>`;
}
