/** Orders in a list of the desk. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';

/** label: whose it is, for who cannot see the row. */
export const OrderLink = ({ id, label = null, children = '查看' }) => html`
  <a href=${`#/orders/${id}`} aria-label=${label}>${children}</a>
`;

const Student = ({ of: { name, student_no: number, school_name: school } }) => html`
  ${name}<br /><span class="small">${school}${number && ` · ${number}`}</span>
`;

export const State = ({ of: { state, label } }) => html`<span class=${`state state-${state}`}>${label}</span>`;

/** Columns of `Table`. */
export const ORDER_COLUMNS = [
  ['学生', ({ student }) => html`<${Student} of=${student} />`],
  ['任务', ({ task_title: title }) => title],
  ['状态', (order) => html`<${State} of=${order} />`, 'nowrap'],
  [
    '金额（元）',
    ({ price: fen, price_text: text, paid }) => (fen ? `${text}${paid ? '（已付）' : ''}` : fen === 0 ? '免费' : '—'),
    'number',
  ],
  ['建立时间', ({ opened_at: at }) => when(at), 'nowrap'],
];
