/** Invoice titles that wait, what was issued in a month, and what was issued and refunded since. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useWork } from '../../shared/hooks.js';
import { go, link } from '../../shared/router.js';
import { ErrorBox, Field, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { listInvoices, listReturnedInvoices } from '../generated/client.js';
import { INVOICES, inYuan } from '../money_words.js';
import { Export } from '../parts/money/export.js';
import { Numbering } from '../parts/numbering.js';
import { OrderLink } from '../parts/order_rows.js';
import { Said } from '../parts/said.js';
import { save } from '../../shared/save.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Chips } from '../ui/chips.js';
import { InPages, usePages } from '../ui/pages.js';
import { useMay } from '../session.js';

/** @import { DeskInvoice, InvoiceList } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Query } from '../../shared/router.js' */
/** @import { Turned } from '../ui/pages.js' */

// Those that were refunded are left out of a page.
const FURTHER = '这一页的都已经退款，不用开具，后面还有：请翻到下一页';
/** @type {Record<string, string>} */
const WORDS = { issue: '登记开具', correct: '更正号码' };
const MONTH = /^20\d\d-(0[1-9]|1[0-2])$/;
const thisMonth = () => new Date(now()).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 7);

/**
 * @typedef {object} Listed
 * @property {string} title of the table
 * @property {string} file the name it is saved under
 * @property {string} empty said of none
 * @property {Query} query of its address
 * @property {(query: { cursor: string | null }) => Promise<InvoiceList>} ask for a page
 * @property {Record<string, unknown>} exported as the API is told which
 * @property {string} tell which are exported, in words
 * @property {Column<DeskInvoice>[]} [money] columns of it, where they are not just the amount
 */
/** @typedef {{ line: DeskInvoice, action: string }} Asked */

/** The money of one without an amount went back, or is about to: it must not be issued, or be taken back.
 * @param {DeskInvoice} line */
const turnOf = ({ state, amount }) => {
  if (amount === null) return 'wrong';
  return state === 'ISSUED' ? 'well' : 'us';
};

/** @param {number | null} fen */
const orNone = (fen) => (fen === null ? '—' : inYuan(fen));

/** @type {Record<string, (month: string) => Listed>} */
const LISTS = {
  waiting: () => ({
    title: '待开具的发票',
    file: '发票-待开具',
    empty: '没有等待开具的发票',
    query: {},
    ask: listInvoices,
    exported: {},
    tell: '导出等待开具的发票。',
  }),
  issued: (month) => ({
    title: `${month} 开具的发票`,
    file: `发票-${month}`,
    empty: '这个月没有开具发票',
    query: { month },
    ask: (query) => listInvoices({ month, ...query }),
    exported: { month },
    tell: `导出 ${month} 开具的发票。`,
  }),
  returned: () => ({
    title: '开具后退款的发票',
    file: '发票-开具后退款',
    empty: '没有开具以后又退款的发票',
    query: { list: 'returned' },
    ask: listReturnedInvoices,
    exported: { group: 'RETURNED' },
    money: RETURNED,
    tell: '导出开具以后又退款的发票。',
  }),
};

/** @param {(asked: Asked) => void} onAsk @returns {Column<DeskInvoice>} */
const actsOf = (onAsk) => [
  '处理',
  (line) =>
    line.actions.map(
      (action) => html`
        <${Button} kind="default" onClick=${() => onAsk({ line, action })}>${WORDS[action]}<//>
      `,
    ),
  'act',
];

/** Of the money now, or of what it was issued for where that has gone.  @type {Column<DeskInvoice>[]} */
const AMOUNT = [
  [
    '金额（元）',
    ({ amount, invoiced, returned }) => html`
      ${orNone(amount ?? invoiced)}
      ${returned > 0 && html`<br /><span class="small bad">已退 ${inYuan(returned)}</span>`}
    `,
    'number',
  ],
];
/** @type {Column<DeskInvoice>[]} */
const RETURNED = [
  ['开具（元）', ({ invoiced }) => orNone(invoiced), 'number'],
  ['已退（元）', ({ returned }) => (returned ? inYuan(returned) : '—'), 'number'],
  [
    '怎么办',
    ({ returned }) =>
      returned ? `在开票系统开 ${inYuan(returned)} 元的红字发票` : '正在退款，到账后再冲红；到了哪一步，看“退款”',
  ],
];

/** @type {(money: Column<DeskInvoice>[], mayIssue: boolean, onAsk: (asked: Asked) => void) => Column<DeskInvoice>[]} */
const columns = (money, mayIssue, onAsk) => [
  [
    '抬头',
    ({ kind, title, tax_no: tax }) => html`
      ${title}<br /><span class="small">${INVOICES[kind]}${tax && html` · <span class="mono">${tax}</span>`}</span>
    `,
  ],
  ...money,
  ['接收邮箱', ({ email }) => email],
  [
    '任务、订单',
    ({ order_id: id, task_title: task, order_state: state }) => html`
      ${task}<br /><${OrderLink} id=${id}>${state}<//>
    `,
  ],
  ['申请时间', ({ asked_at: at }) => when(at), 'nowrap'],
  [
    '状态',
    (line) => html`
      <${Badge} turn=${turnOf(line)}>${line.state_label}<//>
      ${line.number && html`<br /><span class="small mono">${line.number}</span>`}
    `,
  ],
  ...(mayIssue ? [actsOf(onAsk)] : []),
];

/** The whole list as one table, page by page.  @param {Listed} list */
async function download({ file, ask }) {
  let text = '';
  /** @type {string | null} */
  let cursor = null;
  do {
    /** @type {InvoiceList} */
    const page = await ask({ cursor });
    text += page.csv;
    cursor = page.cursor;
  } while (cursor);
  save(`${file}.csv`, 'text/csv', text);
}

/** @param {{ of: Listed, turned: Turned }} props */
function List({ of, turned }) {
  const may = useMay();
  const list = usePages((cursor) => of.ask({ cursor }), link('/invoices', of.query), turned);
  const rows = list.value?.invoices ?? [];
  const [run, busy, error] = useWork();
  const [open, setOpen] = useState(/** @type {Asked | null} */ (null));
  const [said, setSaid] = useState('');
  const done = (/** @type {{ number: string }} */ { number }) => {
    setOpen(null);
    setSaid(`已登记发票号码 ${number}`);
    list.reload();
  };
  // as it was last read
  const line = open && (rows.find(({ order_id: id }) => id === open.line.order_id) ?? open.line);
  // the button stands with the table: Preact would put what comes after the whole before it, once that is loaded
  return html`
    <${Said}>${said}<//>
    <${InPages} of=${list}>${() => html`
      <${Table} title=${of.title} columns=${columns(of.money ?? AMOUNT, may('FINANCE'), setOpen)} rows=${rows}
          keyOf=${(/** @type {DeskInvoice} */ { order_id: id }) => id}
          empty=${list.next ? FURTHER : list.empty(of.empty)} />
      <${ErrorBox} error=${error} />
      ${
        rows.length > 0 &&
        html`<div class="bar">
          <${Button} kind="default" cap="S" busy=${busy} onClick=${() => run(() => download(of))}>下载 CSV<//>
        </div>`
      }
    `}<//>
    ${
      line &&
      html`
        <${Numbering} key=${open?.action} line=${line} action=${open?.action} title=${WORDS[open?.action ?? '']}
            onDone=${done} onStale=${list.reload} onNo=${() => setOpen(null)} />
      `
    }
  `;
}

/** @param {string | undefined} list @param {string} month */
const nowOf = (list, month) => {
  if (list === 'returned') return list;
  return MONTH.test(month) ? 'issued' : 'waiting';
};

/** month: of those issued; list: `returned`; neither: those that wait.
 * @param {{ list?: string, month?: string } & Turned} props */
export default function Invoices({ list, month = '', ...turned }) {
  const now = nowOf(list, month);
  const wanted = now === 'issued' ? month : thisMonth();
  const listed = LISTS[now](wanted);
  const chips = [
    ['waiting', '待开具', link('/invoices')],
    ['issued', '已开具', link('/invoices', { month: wanted })],
    ['returned', '开具后退款', link('/invoices', { list: 'returned' })],
  ];
  return html`
    <${Page} title="开票" acts=${html`
      <${Export} kind="INVOICES" cap=${null} asked=${listed.exported} tell=${listed.tell} />
    `}
        lead="开具后登记发票号码，学生会在订单里看到。标明“退款中”的不要开，退款到账后会从待开具中移走。" wide>
      <${Chips} label="发票" chips=${chips} now=${now} clear=${now === 'waiting' ? null : link('/invoices')} />
      ${
        now === 'issued' &&
        html`<div class="narrow">
          <${Field} name="month" label="月份" type="month" value=${wanted} max=${thisMonth()}
              onInput=${({ target }) => MONTH.test(target.value) && go('/invoices', { month: target.value })} />
        </div>`
      }
      ${
        now === 'returned' &&
        html`<p class="note">
          这些发票开具以后款项又退了。已经退回的，请在开票系统中冲红（开红字发票）；冲红以后仍列在这里。
          号码登记错了的，先更正号码。
        </p>`
      }
      <${List} key=${`${now} ${wanted}`} of=${listed} turned=${turned} />
    <//>
  `;
}
