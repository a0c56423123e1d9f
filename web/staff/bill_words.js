/** What a line of a bill that differed means now, and what is done about it. */
import { link } from '../shared/router.js';

/** @import { BillLineView } from '../shared/generated/types' */

const NUMBER = /^[0-9A-Za-z]{22}_(\d{2})(R\d)?$/; // ours, of a payment or a refund
const FOREIGN = ['单号不是本系统的订单。', '在商户平台查看是谁的；与本系统无关的不用处理'];
const NOBODY = ['单号像本系统的，系统里却没有这个订单。', '在商户平台查看是谁付的，在那里退回；并告诉技术支持'];

/** What there is between the two, of payments and of refunds.  @type {Record<string, string[]>} */
const IS = {
  MISSING_HERE: ['渠道收到一笔付款，系统没有入账。', '渠道退了一笔款，系统没有记。'],
  MISSING_THERE: ['系统记了一笔收款，渠道账单里没有。', '系统记了一笔退款，渠道账单里没有。'],
  AMOUNT: ['系统和渠道的收款金额不同。', '系统和渠道的退款金额不同。'],
  TRANSACTION: ['这笔付款在渠道账单中的流水号，不是系统记录的流水号。'],
  DOUBLE: ['渠道账单中同一单号有多笔付款。', '渠道账单中同一单号有多笔退款。'],
  TWICE: ['', '这笔款已经退过，渠道又退了一次。'],
  SUM: ['当天收款的合计对不上，没有一笔能说明原因。', '当天退款的合计对不上，没有一笔能说明原因。'],
  PROOF: ['账目与订单的经过或账单不符。', '账目里的这笔退款，与订单的经过不符。'],
};
/** What there was, where there is nothing now.  @type {Record<string, string[]>} */
const WAS = {
  MISSING_HERE: ['核对时系统没有这笔付款，现在已经入账。', '核对时系统没有这笔退款，现在已经记上。'],
  AMOUNT: ['核对时系统和渠道的收款金额不同，现在已经一致。', '核对时系统和渠道的退款金额不同，现在已经一致。'],
};
const SUM_TODO = '重新核对；仍对不上，从商户平台下载当天账单，交给技术支持';
const PROOF_TODO = '重新核对；仍然这样，请技术支持查这一天的账目';
const IN_DOUBT = '渠道收到一笔付款，和订单对不上，还没有决定。';

/** What a person looks at, of payments and of refunds.  @type {Record<string, string[]>} */
const LOOK = {
  MISSING_HERE: ['重新核对，仍未入账请联系技术支持', '在商户平台看是谁退的；全部退回的，对账时自动记上，不用登记'],
  MISSING_THERE: ['可能在次日的账单里，明天再看；仍没有时问渠道', '多半在次日的账单里，明天再看；仍没有时问渠道'],
  AMOUNT: ['问渠道，把回答告诉技术支持', '在商户平台看是否分几次退；问渠道，把回答告诉技术支持'],
  TRANSACTION: ['在商户平台按商户单号查这笔付款；问渠道，把回答告诉技术支持'],
  DOUBLE: [
    '在商户平台看是否付了两次，多付的在那里退回；没有的问渠道',
    '在商户平台看是否退了两次；问渠道，把回答告诉技术支持',
  ],
  SUM: [SUM_TODO, SUM_TODO],
  PROOF: [PROOF_TODO, PROOF_TODO],
};
/** @type {Record<string, string>} */
const RECORD = {
  MISSING_HERE: '在商户平台看是谁退的；全部退回后，在订单中登记“已在商户平台退回”',
  AMOUNT: '在商户平台看是否分几次退；退清后登记“已在商户平台退回”',
};
/** @type {Record<string, string>} */
const TODO = {
  MATCH: '已入账，重新核对后消失',
  RESOLVE: '核对来款，由两位财务决定算数、退回还是作废',
  RECOVER: '联系付款人，请他退还多退的一次',
};

/** @param {BillLineView} line */
function whatOf({ kind, returned, next }) {
  if (next === 'RESOLVE' && kind === 'MISSING_HERE') return IN_DOUBT;
  return (next === 'MATCH' ? (WAS[kind] ?? IS[kind]) : IS[kind])[returned ? 1 : 0];
}

/** @param {BillLineView} line */
function todoOf({ kind, returned, whose, branch, next }) {
  if (whose === 'OTHER' && next !== 'MATCH') return `这是其他分社（${branch}）的订单，由那里的财务处理；然后重新核对`;
  if (next === 'RECORD') return RECORD[kind];
  return TODO[next] ?? LOOK[kind][returned ? 1 : 0];
}

/** @param {BillLineView} line @returns {string[]} what happened, what to do */
function tellOf(line) {
  if (line.kind === 'SUM' || line.kind === 'PROOF') return [whatOf(line), todoOf(line)];
  if (line.whose === 'FOREIGN') return FOREIGN;
  if (line.whose === 'NOBODY') return NOBODY;
  return [whatOf(line), todoOf(line)];
}

/** What there is to do with it in an order, if anything: [in words, where].
 * @param {BillLineView} line @returns {[act: string, address: string] | null} */
function actOf({ order_id: id, next }) {
  if (next === 'RECORD') return ['去登记', link(`/orders/${id}`)];
  return next === 'RESOLVE' ? ['核对来款', link(`/orders/${id}/money`)] : null;
}

/** isOver: whether the difference is none any more; note: what matching said of it, left out then; attempt: of a number
 * of ours, whose channel may be asked, else 0.
 * @param {BillLineView} line */
export function billLine(line) {
  const [what, todo] = tellOf(line);
  const [isOver, isOwn] = [line.next === 'MATCH', line.whose === 'OWN'];
  return {
    isOver,
    story: what,
    todo: `${line.note && !isOver ? `系统：${line.note}。` : ''}怎么办：${todo}`,
    attempt: isOwn ? Number(NUMBER.exec(line.number)?.[1] ?? 0) : 0,
    act: isOwn ? actOf(line) : null,
  };
}
