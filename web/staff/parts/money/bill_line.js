/** What a line of a bill that differs means, and what is done about it. */
import { html } from '../../../shared/vendor/preact.js';
import { link } from '../../../shared/router.js';
import { AskChannel } from './channel_says.js';

/** @import { BillLineView } from '../../../shared/generated/types' */

const NUMBER = /^[0-9A-Za-z]{22}_(\d{2})(R\d)?$/; // ours, of a payment or a refund

/** By kind, of payments and of refunds: what happened, what to do.  @type {Record<string, [string, string][]>} */
const TELL = {
  MISSING_HERE: [
    ['渠道收到一笔付款，系统没有入账。', '重新核对，仍未入账请联系技术支持'],
    ['渠道退了一笔款，系统没有记。', '在商户平台看是谁退的；全部退回后，在订单中登记“已在商户平台退回”'],
  ],
  MISSING_THERE: [
    ['系统记了一笔收款，渠道账单里没有。', '问渠道；渠道也说没有收到时，请联系技术支持'],
    ['系统记了一笔退款，渠道账单里没有。', '多半在次日的账单里，明天再看；仍没有时问渠道'],
  ],
  AMOUNT: [
    ['系统和渠道的收款金额不同。', '问渠道，把回答告诉技术支持'],
    ['系统和渠道的退款金额不同。', '在商户平台看是否分几次退；退清后登记“已在商户平台退回”'],
  ],
};
const SETTLED = '已入账，重新核对后消失';
const DOUBTFUL = '核对来款，由两位财务决定算数、退回还是作废';
const FOREIGN = ['单号不是本系统的订单。', '在商户平台查看是谁的；与本系统无关的不用处理'];

/** The payment's number, of a number of ours; 0 for others.  @param {string} number */
const attemptOf = (number) => Number(NUMBER.exec(number)?.[1] ?? 0);

/** @param {BillLineView} line @returns {[what: string, todo: string]} */
export function tellOf({ kind, returned, order_id: id, settled, doubtful }) {
  if (!id) return /** @type {[string, string]} */ (FOREIGN);
  const [what, todo] = TELL[kind][returned ? 1 : 0];
  return [what, (settled && SETTLED) || (doubtful && DOUBTFUL) || todo];
}

/** What there is to do with it in an order, if anything: [in words, where].
 * @param {BillLineView} line @returns {[act: string, address: string] | null} */
function actOf({ returned, order_id: id, settled, doubtful }) {
  if (settled) return null;
  if (returned) return ['去处理', link(`/orders/${id}`)];
  return doubtful ? ['核对来款', link(`/orders/${id}/money`)] : null;
}

/** @param {{ of: BillLineView }} props */
export const BillStory = ({ of: line }) => {
  const [what, todo] = tellOf(line);
  return html`${what}<br /><span class="small">${line.note ? `系统：${line.note}。` : ''}怎么办：${todo}</span>`;
};

/** @param {{ of: BillLineView }} props */
export const BillActs = ({ of: line }) => {
  const { number, order_id: id } = line;
  const attempt = attemptOf(number);
  if (!id) return null;
  const act = actOf(line);
  return html`<div class="bar">
    ${attempt > 0 && html`<${AskChannel} orderId=${id} attemptNo=${attempt} number=${number} />`}
    ${act && html`<a href=${act[1]} aria-label=${`${act[0]} ${number}`}>${act[0]}</a>`}
  </div>`;
};
