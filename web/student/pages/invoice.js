/** An invoice title, typed once and handed to the branch by e-mail or copied for the phone. */
import { html, useState } from '../../shared/vendor/preact.js';
import { listOrders } from '../../shared/generated/client.js';
import { useKept, useLoaded } from '../../shared/hooks.js';
import { yuan } from '../../shared/words.js';
import { Await, Button, Card, Field, focusFirst, Page } from '../parts/ui.js';
import { settings } from '../settings.js';

const TAX_NO = /^[0-9A-Z]{15,20}$/;

const asText = (form, orders) => [
  '申请开具发票',
  `抬头：${form.title}`,
  form.tax_no && `税号：${form.tax_no}`,
  `接收邮箱：${form.email}`,
  ...orders.map((order) => `订单：${order.order_id}，${order.student.name}，${order.price_text} 元`),
].filter(Boolean).join('\n');

function Application({ orders, email }) {
  const [form, setForm] = useKept('invoice', { title: '', tax_no: '', email: '' });
  const [chosen, setChosen] = useState(() => orders.map(({ order_id: id }) => id));
  const [wrong, setWrong] = useState({});
  const [copied, setCopied] = useState('');
  const field = (name, fold = (text) => text) => ({ name, value: form[name], error: wrong[name], onInput: ({ target }) => setForm({ ...form, [name]: fold(target.value) }) });
  const check = () => {
    const errors = {
      title: form.title.trim() ? null : '请填写发票抬头',
      tax_no: !form.tax_no || TAX_NO.test(form.tax_no) ? null : '税号为 15 至 20 位数字和大写字母；个人可不填',
      email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(form.email) ? null : '请填写接收发票的邮箱',
    };
    setWrong(errors);
    return !focusFirst(errors);
  };
  const text = () => asText(form, orders.filter(({ order_id: id }) => chosen.includes(id)));
  const mail = () => { if (check()) location.assign(`mailto:${email}?subject=${encodeURIComponent('申请开具发票')}&body=${encodeURIComponent(text())}`); };
  const copy = async () => {
    if (!check()) return;
    const done = await navigator.clipboard?.writeText(text()).then(() => true, () => false);
    setCopied(done ? '已复制，可以粘贴发给分社。' : '浏览器不允许复制，请用邮件发送。');
  };
  const toggle = (id) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return html`<form class="card" noValidate onSubmit=${(event) => { event.preventDefault(); mail(); }}>
    <${Field} label="发票抬头" required hint="个人填写姓名，单位填写全称。" maxlength="100" ...${field('title')} />
    <${Field} label="税号" hint="单位必填，个人不填。" maxlength="20" ...${field('tax_no', (value) => value.replace(/\s/g, '').toUpperCase())} />
    <${Field} label="接收邮箱" required type="email" autocomplete="email" maxlength="100" ...${field('email')} />
    <fieldset class="field"><legend>开票的订单</legend>${orders.map((order) => html`<label class="tick"><input type="checkbox" checked=${chosen.includes(order.order_id)} onChange=${() => toggle(order.order_id)} />
      <span>${order.student.name}，${yuan(order.price_text)}，${order.task.title}</span></label>`)}</fieldset>
    <div role="status">${copied && html`<p class="notice">${copied}</p>`}</div>
    <${Button} type="submit" disabled=${!chosen.length}>用邮件发给分社<//>
    <${Button} kind="default" disabled=${!chosen.length} onClick=${copy}>复制文字<//>
  </form>`;
}

async function load() {
  const [page, site] = await Promise.all([listOrders(), settings()]);
  return { orders: page.orders.filter(({ paid }) => paid), email: site.branch.email };
}

export default function Invoice() {
  const loaded = useLoaded(load);
  return html`<${Page} title="发票抬头" back="#/me" lead="填好后发给分社，核对付款后开具电子发票，发到您的邮箱。">
    <${Await} of=${loaded}>${({ orders, email }) => (orders.length
    ? html`<${Application} orders=${orders} email=${email} />`
    : html`<${Card} tone="empty"><p class="empty-word">还没有已支付的订单。</p><p class="small">支付后可以在这里申请发票。</p><//>`)}<//>
  <//>`;
}
