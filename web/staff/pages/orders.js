/** Finds orders by one field: a phone, a number, a name, a collection code, a student number; what it was taken for is
 * said, and may be chosen instead. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { useKept, useLoaded, useWork } from '../../shared/hooks.js';
import { Button, ErrorBox, Field, focusFirst, Page } from '../../shared/ui.js';
import { findOrders, listTasks } from '../generated/client.js';
import { emptyOf, isTaskCode, WAYS } from '../find_words.js';
import { lastLooked, remember } from '../found.js';
import { useKeys } from '../keys.js';
import { useNewest } from '../newest.js';
import { Account, ordersInWords } from '../parts/account.js';
import { ORDER_COLUMNS, OrderLink } from '../parts/order_rows.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';

/** @import { DeskOrder, FoundOrders, StudentAccount } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Told } from '../../shared/vendor/preact.js' */
/** @import { Way } from '../find_words.js' */
/** @import { Form } from '../found.js' */

const LEAD = '账单里的商户单号、扫码枪读出的采集码也可以。每次查找都记入审计记录。';
const MOST = 4096; // characters of a QR code

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
 * @param {{ value: string, onInput: (event: Told) => unknown }} props */
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

/** @typedef {FoundOrders & { asked: Record<string, unknown>, form: Form }} Found with what was asked for it */

/** @param {Form} form */
const askedBy = ({ way, text, task_id: task }) => ({
  [way || 'text']: text.trim(),
  ...(way === 'student_no' && task && { task_id: task }),
});

/** With the next page of it.  @param {Found} found @param {FoundOrders} page @returns {Found} */
const joined = (found, { person, orders, cursor }) => ({
  ...found,
  person: found.person ?? person,
  orders: [...found.orders, ...orders],
  cursor,
});

/** @param {Found} found */
const nextOf = async (found) => await findOrders({ ...found.asked, cursor: found.cursor });

/** As many as were shown before, at least.  @param {Form} form @param {number} shown @returns {Promise<Found>} */
async function lookedFor(form, shown) {
  const asked = askedBy(form);
  const first = await findOrders(asked);
  const [way] = first.tried.slice(-1);
  // the next page is of the way that found it
  /** @type {Found} */
  let found = { ...first, form, asked: form.way || !way ? asked : { [way]: form.text.trim() } };
  while (found.cursor && found.orders.length < shown) found = joined(found, await nextOf(found));
  return found;
}

/** onFound(found): the first page, and what was `asked` for it; null before it is there; found: what is shown; at: the
 * cursor begins in its field; again: what was looked for last is looked for once more.
 * @param {{ onFound: (found: Found | null) => unknown, found: Found | null, at: boolean, again: boolean }} props */
function Search({ onFound, found, at, again }) {
  /** The old text is selected, so that typing replaces it. */
  const toField = () => {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById('text'));
    field?.focus();
    field?.select();
  };
  useKeys({ '/': toField });
  const [form, setForm] = useKept('find', /** @type {Form} */ ({ text: '', way: '', task_id: '' }));
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const [run, busy, error] = useNewest();
  /** shown: how many orders were in sight before. */
  const show = (/** @type {Form} */ wanted, shown = 0) => {
    onFound(null);
    run(JSON.stringify(askedBy(wanted)), () => lookedFor(wanted, shown), onFound);
  };
  useEffect(() => {
    const before = again && lastLooked();
    if (before) {
      setForm(before.form); // what was typed since is not what these were found by
      show(before.form, before.ids.length);
    }
    if (at) toField();
  }, []);
  const look = (/** @type {Form} */ wanted) => {
    setForm(wanted);
    const text = wanted.text.trim() ? null : '请填写要查的内容';
    setWrong(text);
    if (!focusFirst({ text })) show(wanted);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    look({ ...form, way: '', task_id: '' });
  };
  return html`<form class="card find" onSubmit=${submit} noValidate role="search">
    <div class="find-row">
      <${Field} name="text" label="订单号、手机号、姓名、学号、采集码或特征码" required
          maxlength=${MOST} autocomplete="off" spellcheck="false"
          value=${form.text} error=${wrong}
          onInput=${(/** @type {Told} */ { target }) => setForm({ ...form, text: target.value })} />
      <${Button} type="submit" busy=${busy}>查找<//>
    </div>
    <${ErrorBox} error=${error} />
    ${found && html`<${Understood} form=${form} found=${found} onLook=${look} />`}
  </form>`;
}

/** @param {Found} found */
function takenFor(found) {
  const [now] = found.tried.slice(-1);
  if (isTaskCode(found)) return '按特征码查找';
  return now ? `按${WAYS[now]}查找` : '';
}

/** How the text was understood, and the other ways to take it.
 * @param {{ form: Form, found: Found, onLook: (form: Form) => unknown }} props */
function Understood({ form, found, onLook }) {
  const [now] = found.tried.slice(-1);
  const others = /** @type {Way[]} */ (Object.keys(WAYS)).filter((way) => way !== now);
  /** @type {Form} */
  const plain = { text: form.text, way: '', task_id: '' };
  return html`
    <p class="understood">
      <span role="status">${takenFor(found)}</span>
      <span class="small">换一种：</span>
      ${others.map(
        (way) => html`
          <button type="button" key=${way} class="text-btn" onClick=${() => onLook({ ...plain, way })}>
            按${WAYS[way]}
          </button>
        `,
      )}
    </p>
    ${
      found.task &&
      html`
        <p>特征码是任务<a href=${`#/tasks/${found.task.task_id}`}>${found.task.title}</a>的，订单在任务页里看。</p>
      `
    }
    ${
      now === 'student_no' &&
      html`<${WhichTask} value=${form.task_id}
          onInput=${(/** @type {Told} */ { target }) => onLook({ ...plain, way: now, task_id: target.value })} />`
    }
  `;
}

/** The way to the next page, which may show nothing of the branch's.
 * @param {{ found: Found, onPage: (page: FoundOrders) => unknown }} props */
function Further({ found, onPage }) {
  const [run, busy, error] = useWork();
  const more = () => run(async () => onPage(await nextOf(found)));
  return html`
    <${ErrorBox} error=${error} />
    <div class="bar further">
      <${Button} kind="default" busy=${busy} onClick=${more}>继续查找<//>
      <p class="small" role="status">已找到 ${found.orders.length} 个，还没有查完</p>
    </div>
  `;
}

/** find, found: in the address, of whoever came by the key that looks for an order, or comes back to what was found.
 * @param {{ find?: string, found?: string }} props */
export default function Orders({ find, found: again }) {
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [said, setSaid] = useState('');
  const show = (/** @type {Found | null} */ first) => {
    setSaid('');
    setFound(first);
  };
  /** of: the search whose next page this is; another one may have begun since. */
  const add = (/** @type {Record<string, unknown>} */ of) => (/** @type {FoundOrders} */ page) =>
    setFound((now) => (now?.asked === of ? joined(now, page) : now));
  useEffect(() => {
    if (!found) return;
    const say = () => remember({ form: found.form, ids: found.orders.map(({ order_id: id }) => id) });
    say();
    addEventListener('hashchange', say); // whoever opens the bare address on this page takes it out
    return () => removeEventListener('hashchange', say);
  }, [found]);
  return html`<${Page} title="查找订单" lead=${LEAD} acts=${false}>
    <${Search} onFound=${show} found=${found} at=${Boolean(find)} again=${Boolean(again)} />
    <${Said}>${said}<//>
    ${
      found?.person &&
      html`
        <${Account} person=${found.person} orders=${ordersInWords(found)} onSaid=${setSaid} />
      `
    }
    ${
      found &&
      !isTaskCode(found) &&
      html`
        <${Table} title="找到的订单" columns=${COLUMNS} rows=${found.orders}
            keyOf=${(/** @type {DeskOrder} */ { order_id: id }) => id} empty=${emptyOf(found, found.form.text)} />
      `
    }
    ${found?.cursor && html`<${Further} found=${found} onPage=${add(found.asked)} />`}
  <//>`;
}
