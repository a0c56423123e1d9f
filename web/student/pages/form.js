/** The task's questions: what the code told is shown, the rest is typed; the order is opened here. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { openOrder } from '../../shared/generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { useKept, useWork } from '../../shared/hooks.js';
import { drop, keep, kept } from '../../shared/kept.js';
import { Await, Button, Card, ErrorBox, Facts, Field, focusFirst, Link, Page, Steps } from '../parts/ui.js';
import { Takeover } from '../parts/takeover.js';
import { readOf, studentRows } from './info.js';
import { settings } from '../settings.js';
import { replace } from '../routes.js';
import { step, useTask } from '../task.js';

const EXTRA = {
  contact_phone: { type: 'tel', inputmode: 'numeric', autocomplete: 'tel' },
  email: { type: 'email', autocomplete: 'email' },
  name: { autocomplete: 'name' },
  address: { autocomplete: 'street-address' },
  consignee: { autocomplete: 'shipping name' },
  student_no: { spellcheck: 'false', autocapitalize: 'characters', autocomplete: 'off' },
};
const FOLDED = new Set(['contact_phone', 'id_tail', 'student_no']);

/** As the server will read it. */
const folded = (name, text) => {
  const plain = text.normalize('NFKC').trim();
  return FOLDED.has(name) ? plain.replace(/\s/g, '').toUpperCase() : plain;
};

/** What is asked: the task's fields without what the code told; school and level where the code left them open. */
function questions(task, read) {
  const told = read ? { ...read.student, name: read.student.masked_name, school: read.student.school_name } : {};
  const asked = task.form_fields.filter(({ name }) => !told[name]);
  const missing = (name, choices) => !told[name] && choices.length > 1 && !asked.some((field) => field.name === name);
  const more = [['school', task.schools], ['level', task.levels]].filter(([name, choices]) => missing(name, choices));
  return [...more.map(([name]) => ({ name, label: FIELDS[name].label, required: true })), ...asked];
}

function wrongOf({ name, label, required }, text) {
  const value = folded(name, text);
  if (!value) return required ? `请填写${label}` : null;
  const { pattern, most } = FIELDS[name];
  if (value.length > most) return `${label}最多 ${most} 个字`;
  return pattern && !new RegExp(pattern).test(value) ? `${label}的格式不正确` : null;
}

function choicesOf(name, task, layouts) {
  if (name === 'level') return task.levels.map(({ level, label }) => [level, label]);
  if (name === 'school') return task.schools.map((school) => [school.name, school.name]);
  return name === 'layout' ? layouts.map((layout) => [layout, layout]) : null;
}

function Question({ field, choices, value, onInput, error }) {
  const { name, label, required } = field;
  const shared = { name, label, required, value, error, hint: FIELDS[name].hint, onInput: ({ target }) => onInput(target.value) };
  if (!choices?.length) return html`<${Field} ...${shared} maxlength=${FIELDS[name].most} ...${EXTRA[name]} />`;
  return html`<${Field} ...${shared} as="select">
    <option value="">请选择</option>
    ${choices.map(([option, text]) => html`<option value=${option} selected=${option === value}>${text}</option>`)}
  <//>`;
}

function Questions({ code, task, read }) {
  const fields = questions(task, read);
  const [form, setForm] = useKept(`form.${task.task_id}`, {
    contact_phone: kept('phone', ''), school: kept('locate', {}).school ?? '', level: task.levels.length === 1 ? task.levels[0].level : '',
  });
  const [wrong, setWrong] = useState({});
  const [layouts, setLayouts] = useState([]);
  const [run, busy, error] = useWork();
  useEffect(() => { settings().then((site) => setLayouts(site.layouts), () => {}); }, []);

  const open = (idTail) => run(async () => {
    const values = Object.fromEntries(fields.map(({ name }) => [name, folded(name, form[name] ?? '')]));
    const order = await openOrder({ task_id: task.task_id, read_id: read?.read_id ?? null, form: values, id_tail: idTail });
    keep(`typed.${order.order_id}`, values);
    drop(`form.${task.task_id}`);
    drop(`read.${task.task_id}`);
    replace(order.state === 'DRAFT' ? `/orders/${order.order_id}/requirements` : `/orders/${order.order_id}`);
  });
  const submit = (event) => {
    event.preventDefault();
    const errors = Object.fromEntries(fields.map((field) => [field.name, wrongOf(field, form[field.name] ?? '')]));
    setWrong(errors);
    if (!focusFirst(errors)) open(read?.id_tail ?? null);
  };
  const at = (name) => wrong[name] ?? (error?.field?.split('.').pop() === name ? error.message : null);

  return html`
    ${read && html`<${Card} title="学籍信息（来自采集码，不能修改）"><${Facts} rows=${studentRows(read.student)} /><//>`}
    <form class="card" onSubmit=${submit} noValidate>
      <p class="small">带 <span class="star">*</span> 的为必填项。</p>
      ${fields.map((field) => html`<${Question} key=${field.name} field=${field} choices=${choicesOf(field.name, task, layouts)} value=${form[field.name] ?? ''}
        onInput=${(value) => setForm((before) => ({ ...before, [field.name]: value }))} error=${at(field.name)} />`)}
      ${error?.code === 'collect_code_in_use_unpaid' && error.data?.takeover ? null : html`<${ErrorBox} error=${error} params=${{ code }} />`}
      <${Button} type="submit" busy=${busy}>保存，下一步<//>
    </form>
    ${error?.code === 'collect_code_in_use_unpaid' && error.data?.takeover && html`<${Takeover} error=${error} busy=${busy} onTail=${open} />`}`;
}

export default function Form({ code }) {
  const loaded = useTask(code);
  const encrypted = loaded.value?.collect_mode === 'ENCRYPTED';
  return html`<${Page} title="填写信息" back=${`#${step(code, encrypted ? 'info' : '')}`}>
    <${Steps} at=${1} />
    <${Await} of=${loaded}>${(task) => {
    const read = encrypted ? readOf(task.task_id) : null;
    return encrypted && !read
      ? html`<${Card} title="请先上传采集码"><p>识别结果保留一小时，过期后需要重新上传。</p><${Link} href=${`#${step(code, 'collect-code')}`}>上传采集码<//><//>`
      : html`<${Questions} code=${code} task=${task} read=${read} />`;
  }}<//>
  <//>`;
}
