/** What an order's page shows: where it stands, whose it is, its photos, its money, its history. */
import { html } from '../../../shared/vendor/preact.js';
import { link } from '../../../shared/router.js';
import { Facts, rowsOf } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { paidOrNot, sumsInWords } from '../../money_sums.js';
import { ACTORS, ATTEMPTS, CAUSES, CHANNELS, inYuan, WAYS } from '../../money_words.js';
import { PHOTO_STATES } from '../../photo_words.js';
import { PhotoView } from '../photo_view.js';
import { useMay } from '../../session.js';
import { Table } from '../../../shared/table.js';
import { Badge, State, turnOfAttempt, turnOfRefund } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';

/** @import { AppealRow, AttemptRow, DeskOrder, PhotoRow } from '../../../shared/generated/types' */
/** @import { RefundRow, Rejection } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */
/** @import { Children } from '../../../shared/vendor/preact.js' */

/** @param {string | null} instant */
const at = (instant) => (instant ? when(instant) : null);
/** @param {DeskOrder} order */
const price = (order) => order.price !== null && (order.price ? `${order.price_text} 元，${paidOrNot(order)}` : '免费');

/** @param {{ of: Rejection, correcting: boolean }} props */
function Rejection({ of: { reasons, note }, correcting }) {
  return html`<div class="notice notice-bad">
    ${
      reasons.length > 0 &&
      html`
        <p>${correcting ? '要更正的' : '驳回原因'}：</p>
        <ul class="dots">${reasons.map(({ message, cure }) => html`<li>${message}。${cure}</li>`)}</ul>
      `
    }
    ${note && html`<p>${reasons.length ? '备注' : '要更正的'}：${note}</p>`}
  </div>`;
}

/** @param {{ order: DeskOrder }} props */
export const Standing = ({ order }) => html`<${Card} title="订单信息">
  <${Facts} rows=${[
    ['金额', price(order)],
    ['建立时间', when(order.opened_at)],
    ['补交期限', at(order.deadline)],
    ['已驳回', order.rejections ? `${order.rejections} 次，还可以提交 ${order.tries_left} 次` : null],
    ['说明', [order.correcting && '勘误中', order.late && '超时后才收到付款'].filter(Boolean).join('，')],
    ['制作包', order.package],
    ['退款规则', order.rules.refund_text],
    ['快递', order.waybill && `${order.courier} ${order.waybill}`],
  ]} />
<//>`;

/** children: how to reach her.
 * @param {{ order: DeskOrder, children?: Children }} props */
export const WhoOfIt = ({ order, children }) => html`
  <${Card} title="学生">
  <${Facts} rows=${[
    ...rowsOf(order.details),
    ['信息来源', order.identified_by],
    ['账号', order.account?.phone],
    ['微信', order.account && (order.account.wechat ? '已绑定' : '没有绑定')],
    ['任务', html`<a href=${`#/tasks/${order.task_id}`}>${order.task_title}</a>`],
  ]} />
  ${children}
<//>`;

/** appeals: about this photo.
 * @param {{ order: DeskOrder, of: PhotoRow, current: boolean, appeals: AppealRow[] }} props */
const Photo = ({ order, of: { photo_no: number, state, asked_at: asked, findings }, current, appeals }) => html`
  <section class="photo">
    <h3>第 ${number} 张${current && html`（当前）<${State} of=${order} />`}</h3>
    <p>${PHOTO_STATES[state]}<span class="small"> · ${when(asked)}</span></p>
    ${findings.length > 0 && html`<p class="small">机检发现：${findings.map(({ message }) => message).join('；')}</p>`}
    ${appeals.map(({ at }) => html`<p>学生请人工查看<span class="small"> · ${when(at)}</span></p>`)}
    <${PhotoView} orderId=${order.order_id} photoNo=${number} />
  </section>
`;

/** @param {{ order: DeskOrder }} props */
export const Photos = ({ order }) => html`<${Card} title="照片" beside="每看一次都记入审计">
  ${order.rejection && html`<${Rejection} of=${order.rejection} correcting=${order.correcting} />`}
  ${
    order.photos.length === 0 &&
    html`<p class="none">${order.photo_no === null ? '还没有上传照片' : '照片已经删除'}</p>`
  }
  <div class="photos">${order.photos.map(
    (one) => html`
      <${Photo} key=${one.photo_no} order=${order} of=${one} current=${one.photo_no === order.photo_no}
          appeals=${order.appeals.filter(({ photo_no: no }) => no === one.photo_no)} />
    `,
  )}</div>
<//>`;

/** @type {Column<AttemptRow>[]} */
const PAYMENTS = [
  [
    '渠道',
    ({ attempt_no: number, channel, kind }) => html`
      ${CHANNELS[channel]}（${WAYS[kind]}）<br /><span class="small">第 ${number} 笔</span>
    `,
    'nowrap',
  ],
  ['状态', ({ state }) => html`<${Badge} turn=${turnOfAttempt(state)}>${ATTEMPTS[state]}<//>`],
  ['应付（元）', ({ amount_text: text }) => text, 'number'],
  ['实付（元）', ({ paid_amount: fen }) => (fen === null ? '—' : inYuan(fen)), 'number'],
  [
    '付款时间、渠道交易号',
    ({ paid_at: paid, transaction_id: id }) => html`
      <span class="nowrap">${at(paid) ?? '—'}</span>${id && html`<br /><span class="small mono">${id}</span>`}
    `,
  ],
];
/** @type {Column<RefundRow>[]} */
const REFUNDS = [
  [
    '第几笔支付',
    ({ attempt_no: number, try_no: again }) => (again > 1 ? `${number}，第 ${again} 次退款` : number),
    'nowrap',
  ],
  [
    '状态',
    (refund) => html`
      <${Badge} turn=${turnOfRefund(refund)}>${refund.label}<//>
      ${refund.waits && html`<br /><span class="small bad">${refund.waits}</span>`}
    `,
  ],
  ['金额（元）', ({ amount_text: text }) => text, 'number'],
  ['谁发起', ({ cause }) => CAUSES[cause], 'nowrap'],
  ['原因', ({ reason }) => reason],
  ['申请时间', ({ requested_at: asked }) => when(asked), 'nowrap'],
];

/** @param {{ order: DeskOrder }} props */
export function Money({ order }) {
  const may = useMay();
  const ledger =
    may('MANAGER', 'FINANCE') && html`<a href=${link(`/orders/${order.order_id}/money`)}>账目：每一笔进出</a>`;
  return html`
  <${Card} title="支付" beside=${sumsInWords(order)} acts=${ledger}>
    <${Table} title="支付" columns=${PAYMENTS} rows=${order.attempts}
        keyOf=${(/** @type {AttemptRow} */ { attempt_no: number }) => number}
        empty=${order.price === 0 ? '免费，不需要支付' : '还没有支付'} />
  <//>
  ${
    order.refunds.length > 0 &&
    html`<${Card} title="退款">
      <${Table} title="退款" columns=${REFUNDS} rows=${order.refunds}
          keyOf=${(/** @type {RefundRow} */ one) => `${one.attempt_no} ${one.try_no}`} />
    <//>`
  }
  `;
}

/** The newest first.  @param {{ order: DeskOrder }} props */
export const History = ({ order: { history } }) => html`<${Card} title="经过" aria-label="经过">
  ${history.length === 0 && html`<p class="none">还没有记录</p>`}
  <ol class="timeline">${history
    .map(
      (
        { at: happened, label, more, by, name, second },
        no,
      ) => html`<li key=${no} class=${no === history.length - 1 ? 'now' : null}>
        <p>${label}${more && `：${more}`}</p>
        <p class="small">${when(happened)} ${name ?? ACTORS[by]}${second && `，${second}确认`}</p>
      </li>`,
    )
    .reverse()}</ol>
<//>`;
