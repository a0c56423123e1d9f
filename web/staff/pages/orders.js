/** Finds orders: by phone, number, collection code, or student number, of one task or of all that know it. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { useKept, useLoaded, useWork } from '../../shared/hooks.js';
import { Button, ErrorBox, Field, focusFirst, Page } from '../../shared/ui.js';
import { findOrders, listTasks } from '../generated/client.js';
import { useKeys } from '../keys.js';
import { Account, ordersInWords } from '../parts/account.js';
import { ORDER_COLUMNS, OrderLink } from '../parts/order_rows.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';

/** @import { DeskOrder, FoundOrders, StudentAccount } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

/** name in the API: [label, hint, most characters]  @type {Record<string, [string, string, number]>} */
const WAYS = {
  phone: ['手机号', '学生登录用的手机号', 20],
  number: ['订单号或支付单号', '微信、支付宝账单里的商户单号也可以', 64],
  collect_code: ['采集码', '采集码，或扫码枪读出的二维码内容', 4096],
  student_no: ['学号', '按学号识别学生的任务才能这样查', 120],
};
/** @type {Column<DeskOrder>[]} */
const COLUMNS = [
  ...ORDER_COLUMNS,
  [
    '查看',
    ({ order_id: id, student }) => html`
      <${OrderLink} id=${id} label=${`查看${student.name}的订单`} />
    `,
    'act',
  ],
];

/** The tasks in which a student number is known, newest first as the API lists them.
 * @param {{ value: string, onInput: (text: string) => unknown }} props */
function WhichTask({ value, onInput }) {
  const tasks = useLoaded(listTasks);
  const plain = (tasks.value?.tasks ?? []).filter(({ settings }) => settings.collect_mode === 'PLAIN');
  return html`
    <${Field} name="task_id" label="任务" as="select" value=${value} onInput=${onInput} error=${tasks.error?.message}>
      <option value="">全部普通任务</option>
      ${plain.map(
        ({ task_id: id, settings }) => html`<option value=${id} selected=${id === value}>
          ${settings.title}（${settings.code}）
        </option>`,
      )}
    <//>
  `;
}

/** @typedef {{ way: string, text: string, task_id: string }} Form */
/** @typedef {FoundOrders & { asked: Record<string, unknown> }} Found with what was asked for it */

/** @param {Form} form */
const askedBy = ({ way, text, task_id: task }) => ({
  [way]: text.trim(),
  ...(way === 'student_no' && task && { task_id: task }),
});

/** onFound(found): the first page, and what was `asked` for it; null before it is there; at: the cursor begins in its
 * field.
 * @param {{ onFound: (found: Found | null) => unknown, at: boolean }} props */
function Search({ onFound, at }) {
  const toField = () => document.getElementById('text')?.focus();
  useEffect(() => {
    if (at) toField();
  }, []);
  useKeys({ '/': toField });
  const [form, setForm] = useKept('find', { way: 'phone', text: '', task_id: '' });
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const [run, busy, error] = useWork();
  const [label, hint, most] = WAYS[form.way];
  const set =
    (/** @type {string} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      setForm((before) => ({ ...before, [name]: target.value }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = form.text.trim() ? null : `请填写${label}`;
    setWrong(text);
    if (focusFirst({ text })) return;
    run(async () => {
      onFound(null);
      const asked = askedBy(form);
      onFound({ asked, ...(await findOrders(asked)) });
    });
  };
  return html`<form class="card find" onSubmit=${submit} noValidate role="search">
    <div class="find-row">
      <${Field} name="way" label="按什么查找" as="select" value=${form.way}
          onInput=${({ target }) => setForm({ ...form, way: target.value, text: '' })}>
        ${Object.entries(WAYS).map(
          ([way, [words]]) => html`<option value=${way} selected=${way === form.way}>
            ${words}
          </option>`,
        )}
      <//>
      ${form.way === 'student_no' && html`<${WhichTask} value=${form.task_id} onInput=${set('task_id')} />`}
      <${Field} name="text" label=${label} hint=${hint} required maxlength=${most} autocomplete="off" spellcheck="false"
          value=${form.text} onInput=${set('text')} error=${wrong} />
    </div>
    <${ErrorBox} error=${error} />
    <div class="bar"><${Button} type="submit" busy=${busy}>查找<//></div>
  </form>`;
}

/** The way to the next page, which may show nothing of the branch's.
 * @param {{ found: Found, onPage: (page: FoundOrders) => unknown }} props */
function Further({ found, onPage }) {
  const [run, busy, error] = useWork();
  const more = () => run(async () => onPage(await findOrders({ ...found.asked, cursor: found.cursor })));
  return html`
    <${ErrorBox} error=${error} />
    <div class="bar further">
      <${Button} kind="default" busy=${busy} onClick=${more}>继续查找<//>
      <p class="small" role="status">已找到 ${found.orders.length} 个，还没有查完</p>
    </div>
  `;
}

const NONE = '没有找到，请核对后换一种方式再查';
/** @param {{ person: StudentAccount | null, cursor: string | null }} props */
const emptyOf = ({ person, cursor }) =>
  cursor ? '查过的部分没有本分社的订单，请继续查找' : person ? '这个账号还没有订单' : NONE;

/** find: in the address, of whoever came by the key that looks for an order.
 * @param {{ find?: string }} props */
export default function Orders({ find }) {
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [said, setSaid] = useState('');
  const show = (/** @type {Found | null} */ first) => {
    setSaid('');
    setFound(first);
  };
  /** of: the search whose next page this is; another one may have begun since. */
  const add =
    (/** @type {Record<string, unknown>} */ of) =>
    (/** @type {FoundOrders} */ { person, orders, cursor }) =>
      setFound((now) =>
        now?.asked === of ? { ...now, person: now.person ?? person, orders: [...now.orders, ...orders], cursor } : now,
      );
  const changed = (/** @type {StudentAccount} */ person, /** @type {string} */ phone) =>
    setFound((now) => now && { ...now, person, asked: { phone } });
  return html`<${Page} title="查找订单" lead="每次查找都记入审计记录。" acts=${false}>
    <${Search} onFound=${show} at=${Boolean(find)} />
    <${Said}>${said}<//>
    ${
      found?.person &&
      html`
        <${Account} person=${found.person} orders=${ordersInWords(found)} onSaid=${setSaid} onChanged=${changed} />
      `
    }
    ${
      found &&
      html`
        <${Table} title="找到的订单" columns=${COLUMNS} rows=${found.orders}
            keyOf=${(/** @type {DeskOrder} */ { order_id: id }) => id} empty=${emptyOf(found)} />
      `
    }
    ${found?.cursor && html`<${Further} found=${found} onPage=${add(found.asked)} />`}
  <//>`;
}
