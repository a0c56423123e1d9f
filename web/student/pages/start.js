/** Locate the task: the school's full name and the teacher's code. */
import { html, useState } from '../../shared/vendor/preact.js';
import { listOrders, lookUpTask } from '../generated/client.js';
import { useKept, useLoaded, useWork } from '../../shared/hooks.js';
import { Button, Card, ErrorBox, Field, focusFirst, Page } from '../../shared/ui.js';
import { Steps } from '../parts/steps.js';
import { SchoolField } from '../parts/school_field.js';
import { keepTask } from '../task.js';
import { go } from '../../shared/router.js';

const UNDONE = new Set(['DRAFT', 'AWAITING_PAYMENT', 'REJECTED', 'WITHDRAWN', 'CORRECTION']);

/** Orders that wait for their owner; last on the page, for nothing may move under a finger when they come. */
function Waiting() {
  const { value } = useLoaded(listOrders);
  const undone = (value?.orders ?? []).filter(({ state, actions }) => UNDONE.has(state) && actions.some((action) => action !== 'contact'));
  if (!undone.length) return null;
  return html`<${Card} title="等您处理" tone="card-call">
    <ul class="plain">${undone.slice(0, 3).map((order) => html`<li>
      <a class="row-link" href=${`#/orders/${order.order_id}`}><span>${order.student.name || order.task.title}</span><span class=${`state state-${order.state}`}>${order.label}</span></a></li>`)}</ul>
  <//>`;
}

export default function Start() {
  const [form, setForm] = useKept('locate', { school: '', code: '' });
  const [wrong, setWrong] = useState({});
  const [run, busy, error] = useWork();
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));

  const submit = (event) => {
    event.preventDefault();
    const errors = {
      school: form.school.trim() ? null : '请填写学校全称',
      code: form.code.trim() ? null : '请填写老师发布的特征码',
    };
    setWrong(errors);
    if (focusFirst(errors)) return;
    run(async () => {
      const code = form.code.normalize('NFKC').replace(/\s/g, '');
      const { task } = await lookUpTask({ code, school: form.school.trim() });
      keepTask(code, task);
      go(`/tasks/${encodeURIComponent(code)}`);
    });
  };
  const at = (name) => wrong[name] ?? (error?.field === name ? error.sentence : null);

  return html`<${Page} title="找到采集任务" lead="填写学校全称和老师发布的特征码，采集类型和价格会自动显示。">
    <${Steps} at=${0} />
    <form class="card" onSubmit=${submit} noValidate>
      <${SchoolField} value=${form.school} onInput=${set('school')} error=${at('school')} />
      <${Field} name="code" label="特征码" required value=${form.code} onInput=${({ target }) => set('code')(target.value)} error=${at('code')}
        autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64" placeholder="一般为 6 位数字和字母" class="input input-code"
        hint="由学校老师发布，不区分大小写。" />
      <${ErrorBox} error=${error?.field in form ? null : error} />
      <${Button} type="submit" busy=${busy}>下一步<//>
    </form>
    <p class="more">不知道特征码？请向学校老师询问，或<a href="#/contact">联系分社</a>。</p>
    <${Waiting} />
  <//>`;
}
