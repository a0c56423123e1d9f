/** What becomes of an order when the desk does something to it: rows of `Becomes`.  Messages are those of
 * docs/notices.md. */
import { html } from '../shared/vendor/preact.js';
import { now } from '../shared/clock.js';
import { when } from '../shared/words.js';
import { leftInWords } from './money_sums.js';
import { FIELDS, inFen, inYuan } from './money_words.js';
import { Change } from './ui/becomes.js';

/** @import { DeskOrder } from '../shared/generated/types' */
/** @import { Consequence } from './ui/becomes.js' */
/** @typedef {Record<string, unknown>} Asked the answers so far, `attemptNo` of what is about one payment, and `held`,
 * the fen that its channel says it took */

const UNPAID = new Set(['DRAFT', 'AWAITING_PAYMENT']);
const [SAME, NOT_TOLD, FREE] = ['不变', '不通知', '不再收费'];
const ON_PAGE = '没有绑定微信的在订单页看到';
const ENDED = '详情请联系分社';
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const HINT = 20; // characters of what a message of WeChat says

/** @param {DeskOrder} order @param {string} to @returns {Consequence} */
const turns = ({ label }, to) => ['订单', html`<${Change} from=${label} to=${to} />`];
/** @param {string} words @returns {Consequence} */
const told = (words) => ['学生收到', `“${words}”`];
/** Not always by SMS, too.  @param {string} words @returns {Consequence} */
const toldByWeChat = (words) => ['学生收到', `“${words}”，${ON_PAGE}`];
/** @param {DeskOrder} order @returns {Consequence} */
const back = (order) => ['钱', order.paid ? `${leftInWords(order)}原路退回付款人` : '没有付款，不用退'];
/** @param {DeskOrder} order @returns {Consequence} */
const photo = ({ photo_no: number }) => ['照片', number && `第 ${number} 张不再审核和制作，按任务的保留期删除`];
/** @param {Asked} asked @param {string} name */
const textOf = (asked, name) => String(asked[name] ?? '').trim();

/** @param {DeskOrder} order */
function released(order) {
  if (order.paid) return [turns(order, '退款中'), back(order), toldByWeChat('工作人员已发起退款，款项将原路退回')];
  const word = UNPAID.has(order.state) ? '取消' : '关闭';
  return [turns(order, `已${word}`), back(order), toldByWeChat(`工作人员已${word}订单，${ENDED}`)];
}

/** The end of the day that so many days lead to, as a deadline; the order's own where that is later.
 * @param {DeskOrder} order @param {number} days */
function grantedUntil({ deadline }, days) {
  const own = deadline ? Date.parse(deadline) : 0;
  if (!days) return own;
  const day = Math.floor((now() + SHANGHAI_MS) / DAY_MS) + days + 1;
  return Math.max(own, day * DAY_MS - SHANGHAI_MS - 1000);
}

/** @param {DeskOrder} order @param {Asked} asked @returns {Consequence[]} */
function granted(order, asked) {
  const [days, tries] = [Number(asked.days) || 0, Number(asked.tries) || 0];
  const [left, until] = [order.tries_left, grantedUntil(order, days)];
  const before = order.deadline ? when(order.deadline) : '没有期限';
  return [
    ['补交期限', days ? html`<${Change} from=${before} to=${when(until)} />` : `${before}，不变`],
    [
      '提交次数',
      tries ? html`<${Change} from=${`还可以 ${left} 次`} to=${`${left + tries} 次`} />` : `还可以 ${left} 次`,
    ],
    ['钱', FREE],
    until ? told(`请在${when(until)}前重新提交`) : ['学生', NOT_TOLD],
    [SAME, '原来的照片和审核结果'],
  ];
}

/** Of a proposal the new texts are not said with it.
 * @param {DeskOrder} order @param {Asked} asked @returns {Consequence[]} */
function edited({ student }, asked) {
  const before = /** @type {Record<string, string | undefined>} */ (/** @type {unknown} */ (student));
  const rows = Object.entries(FIELDS)
    .map(([name, label]) => [label, before[name], textOf(asked, name)])
    .filter(([label, was, text]) => (label === FIELDS.name ? text : text !== (was ?? '')));
  return rows.map(([label, was, text]) => [
    String(label),
    was ? html`<${Change} from=${was} to=${text || '（清空）'} />` : `改为 ${text}`,
  ]);
}

/** @param {DeskOrder} order @param {Asked} asked @returns {Consequence[]} */
function transferred({ account }, asked) {
  const phone = textOf(asked, 'owner_phone');
  const to = phone || '新账号';
  return [
    ['账号', account ? html`<${Change} from=${account.phone} to=${to} />` : `转到 ${to}`],
    ['新账号收到', '“订单已转到您的账号”，没有绑定微信的不发；看得到订单和照片'],
    ['原账号收到', '“订单已转到其他账号，有疑问请联系分社”；再看不到订单'],
    ['钱', '退款仍回到原来付款的账户'],
    [SAME, '状态、排队的位置、照片和付款'],
  ];
}

/** The money of one payment: what its channel says now goes before what a notice had said.
 * @param {DeskOrder} order @param {Asked} asked */
const sumOf = (order, { attemptNo, held }) =>
  held ? `${inYuan(Number(held))} 元` : leftInWords(order, Number(attemptNo));

/** What is typed, in yuan, or asked for, in fen.  @param {unknown} amount */
function partInWords(amount) {
  const fen = typeof amount === 'number' ? amount : inFen(String(amount ?? ''));
  return fen ? `${inYuan(fen)} 元` : '下面填写的金额';
}

/** Registered only: nothing is paid out here.
 * @param {string} words @returns {(order: DeskOrder, asked: Asked) => Consequence[]} */
const registered = (words) => (order, asked) => [
  ...(order.state === 'REFUNDING' ? [turns(order, '已退款')] : []),
  ['钱', `${sumOf(order, asked)}登记为已退回，系统不会再退`],
  told(words),
];

/** @param {DeskOrder} order @param {Asked} asked @returns {Consequence[]} */
function resolved(order, asked) {
  const sum = sumOf(order, asked);
  switch (asked.verdict) {
    case 'accept':
      return [
        ['订单', '按已支付处理；已经不能办理的，款项原路退回'],
        ['钱', `${sum}记为这个订单的付款`],
      ];
    case 'refund':
      return [
        ['订单', '状态不变'],
        ['钱', `${sum}原路退回付款人`],
      ];
    case 'dismiss':
      return [
        ['订单', '状态不变，可以重新支付'],
        ['钱', '这笔支付作废，没有款项'],
      ];
    default:
      return [];
  }
}

/** @type {Record<string, (order: DeskOrder, asked: Asked) => Consequence[]>} */
const ROWS = {
  refund: (order) => [
    turns(order, '退款中'),
    back(order),
    photo(order),
    toldByWeChat('工作人员已发起退款，款项将原路退回'),
  ],
  release: (order) => [...released(order), photo(order), ['采集码', '可以重新办理']],
  cancel: (order) => [turns(order, '已取消'), back(order), told(`工作人员已取消订单，${ENDED}`)],
  close: (order) => [
    turns(order, '已关闭'),
    ['钱', order.paid ? `${leftInWords(order)}不会自动退回` : '没有付款'],
    photo(order),
    toldByWeChat(`工作人员已关闭订单，${ENDED}`),
  ],
  transfer: transferred,
  grant: granted,
  recall: (order) => [turns(order, '待审核'), ['学生', NOT_TOLD], [SAME, '付款']],
  correct: (order, asked) => [
    turns(order, '待勘误'),
    ['钱', FREE],
    told(`请更正：${textOf(asked, 'note') || '下面填写的内容'}`.slice(0, HINT)),
  ],
  uncorrect: () => [['订单', '回到发起勘误之前'], toldByWeChat('照片不用更换，请忽略之前的通知')],
  confirm: (order) => [turns(order, '采集完成'), toldByWeChat('请登录学信网确认图像校对')],
  post: () => [told('照片已寄出，请留意快递'), [SAME, '订单的状态']],
  keep: () => [told('采集码由您继续办理，请按时完成'), ['另一个申请人', '采集码由原订单继续办理']],
  edit: (order, asked) => [
    ...('name' in asked ? edited(order, asked) : []),
    ['学生', NOT_TOLD],
    [SAME, '状态、照片和付款'],
  ],
  resolve: resolved,
  refund_part: (_, { amount }) => [
    ['钱', `${partInWords(amount)}原路退回付款人`],
    toldByWeChat('部分款项已退回付款人的账户'),
    [SAME, '订单的状态、照片和排队的位置'],
  ],
  refund_retry: (order, asked) => [
    ['钱', `${sumOf(order, asked)}再次申请原路退回`],
    ['学生收到', '退到后：“款项已原路退回付款人的账户”'],
    [SAME, '订单的状态'],
  ],
  returned_by_hand: registered('款项已由工作人员退给付款人'),
  returned_on_page: registered('款项已退回付款人的账户'),
};

/** None where nothing is certain before it is done.
 * @param {string} action @param {DeskOrder} order @param {Asked} [asked] */
export const becomesOf = (action, order, asked = {}) => ROWS[action]?.(order, asked) ?? [];

/** The words of its button, with the money that moves.
 * @param {string} action @param {DeskOrder} order @param {string} words */
export function yesOf(action, order, words) {
  if (action === 'refund') return `退 ${leftInWords(order)}`;
  return action === 'release' && order.paid ? `释放并退 ${leftInWords(order)}` : words;
}
