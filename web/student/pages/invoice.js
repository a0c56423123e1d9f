/** The invoice title of one order: typed once, offered again for the next order. */
import { html, useState } from '../../shared/vendor/preact.js';
import { giveInvoiceTitle, showInvoiceTitle } from '../generated/client.js';
import { FIELDS } from '../../shared/generated/rules.js';
import { useKept, useLoaded, useWork, useWrong } from '../../shared/hooks.js';
import { when } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Facts, Field, Link, Page, focusFirst } from '../../shared/ui.js';

/** @import { InvoiceView } from '../../shared/generated/types' */

const TAX_NO = /^(?:[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{18}|[0-9A-Z]{20})$/;
const EMAIL = /^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$/;
const KINDS = [
  ['PERSONAL', '个人'],
  ['COMPANY', '企业（单位）'],
];
/** @typedef {Pick<InvoiceView, 'kind' | 'title' | 'tax_no' | 'email'>} Typed */

/** @type {Typed} */
const NEW = { kind: 'PERSONAL', title: '', tax_no: '', email: '' };

/** @param {string} email */
const wrongMail = (email) => (EMAIL.test(email) ? null : email ? FIELDS.email.allowed : '请填写接收发票的邮箱');

/** @param {{ kind: string, title: string, tax_no: string, email: string }} props */
const wrongIn = ({ kind, title, tax_no: number, email }) => ({
  title: title.trim() ? null : '请填写发票抬头',
  tax_no:
    kind === 'PERSONAL' || TAX_NO.test(number) ? null : '税号为 15、17、18 或 20 位数字和大写字母，请对照营业执照核对',
  email: wrongMail(email.trim()),
});

/** @param {{ invoice: InvoiceView }} props */
const Issued = ({ invoice }) => html`<${Card} title="发票已开具">
  <${Facts} rows=${[
    ['抬头', invoice.title],
    ['税号', invoice.tax_no],
    ['发票号码', invoice.number],
    ['开具时间', when(invoice.issued_at)],
    ['发到', invoice.email],
  ]} />
  <p class="small">没有收到或需要换开，请<a href="#/contact">联系分社</a>。</p>
<//>`;

/** @param {{ value: string, onChange: (value: string) => unknown }} props */
function Kind({ value, onChange }) {
  return html`<fieldset class="field">
    <legend>抬头类型</legend>
    ${KINDS.map(
      ([kind, word]) => html`<div class="tick">
        <input type="radio" id=${kind} name="kind" value=${kind} checked=${value === kind}
            onChange=${() => onChange(kind)} />
        <label for=${kind}>${word}</label>
      </div>`,
    )}
  </fieldset>`;
}

/** @param {{ orderId: string, invoice: InvoiceView | false, onGiven: (invoice: InvoiceView) => void }} props */
function Title({ orderId, invoice, onGiven }) {
  const [last, setLast] = useKept('invoice', NEW);
  const [form, setForm] = useState(
    invoice ? { kind: invoice.kind, title: invoice.title, tax_no: invoice.tax_no, email: invoice.email } : last,
  );
  const [wrong, setWrong, mend] = useWrong();
  const [saved, setSaved] = useState(false);
  const [run, busy, error, setError] = useWork();
  const change = (/** @type {Partial<Typed>} */ part) => {
    setSaved(false);
    const next = { ...form, ...part };
    setForm(next);
    setLast(next);
    Object.entries(wrongIn(next)).forEach(([name, said]) => mend(name, said));
    if (error?.field && error.field in part) setError(null);
  };
  const field = (/** @type {keyof Typed} */ name, fold = (/** @type {string} */ text) => text) => ({
    name,
    value: form[name],
    error: wrong[name] ?? (error?.field === name ? error.sentence : null),
    onInput: (/** @type {{ target: HTMLInputElement }} */ { target }) => change({ [name]: fold(target.value) }),
  });
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = wrongIn(form);
    setWrong(errors);
    if (focusFirst(errors)) return;
    const body = {
      ...form,
      title: form.title.trim(),
      email: form.email.trim(),
      tax_no: form.kind === 'COMPANY' ? form.tax_no : '',
    };
    run(async () => {
      onGiven(await giveInvoiceTitle(orderId, body));
      setSaved(true);
    });
  };
  return html`<form class="card" noValidate onSubmit=${save}>
    <${Kind} value=${form.kind} onChange=${(/** @type {Typed['kind']} */ kind) => change({ kind })} />
    <${Field} label="发票抬头" required hint=${form.kind === 'PERSONAL' ? '填写姓名。' : '填写单位全称。'}
        maxlength="100" ...${field('title')} />
    ${
      form.kind === 'COMPANY' &&
      html`
        <${Field} label="税号" required hint="统一社会信用代码，见营业执照。" maxlength="24" autocapitalize="characters"
            ...${field('tax_no', (text) => text.replace(/[\s-]/g, '').toUpperCase())} />
      `
    }
    <${Field} label="接收邮箱" required type="email" autocomplete="email" maxlength="100" ...${field('email')} />
    <${ErrorBox} error=${error} said=${Boolean(error?.field && error.field in form)} params=${{ orderId }} />
    <div role="status">
      ${saved && html`<p class="good-mark">已保存。开具后发到 ${form.email}，开具前可以修改。</p>`}
    </div>
    <${Button} type="submit" busy=${busy}>保存<//>
    <${Link} kind="default" href="#/me/invoice">其他订单<//>
  </form>`;
}

/** The title, or false when there is none yet.
 * @param {string} orderId @returns {Promise<InvoiceView | false>} */
async function titleOf(orderId) {
  const invoice = await showInvoiceTitle(orderId);
  return invoice.state !== null && invoice;
}

/** @param {{ orderId: string }} props */
export default function Invoice({ orderId }) {
  const loaded = useLoaded(() => titleOf(orderId), [orderId]);
  return html`<${Page} title="填写发票抬头" back="#/me/invoice">
    <${Await} of=${loaded}>${(/** @type {InvoiceView | false} */ invoice) =>
      invoice && invoice.state === 'ISSUED'
        ? html`<${Issued} invoice=${invoice} />`
        : html`<${Title} orderId=${orderId} invoice=${invoice} onGiven=${loaded.set} />`}<//>
  <//>`;
}
