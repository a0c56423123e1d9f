/** Orders in a list of the desk. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';
import { asksPerson } from '../photo_words.js';
import { State } from '../ui/badge.js';
import { AppealMark } from './appeal.js';

/** @import { DeskOrder, StudentBrief } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */

/** label: whose it is, for who cannot see the row.
 * @param {{ id: string, label?: string | null, children?: Children }} props */
export const OrderLink = ({ id, label = null, children = '查看' }) => html`
  <a href=${`#/orders/${id}`} aria-label=${label}>${children}</a>
`;

/** @param {{ of: Pick<StudentBrief, 'name' | 'student_no' | 'school_name'> }} props */
export const Student = ({ of: { name, student_no: number, school_name: school } }) => html`
  ${name}<br /><span class="small">${school}${number && ` · ${number}`}</span>
`;

/** Columns of `Table`. */
/** @type {Column<DeskOrder>[]} */
export const ORDER_COLUMNS = [
  ['学生', ({ student }) => html`<${Student} of=${student} />`],
  ['任务', ({ task_title: title }) => title],
  ['状态', (order) => html`<${State} of=${order} />${asksPerson(order) && html` <${AppealMark} />`}`, 'nowrap'],
  [
    '金额（元）',
    ({ price: fen, price_text: text, paid }) => (fen ? `${text}${paid ? '（已付）' : ''}` : fen === 0 ? '免费' : '—'),
    'number',
  ],
  ['建立时间', ({ opened_at: at }) => when(at), 'nowrap'],
];
