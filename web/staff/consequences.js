/** What becomes of an order when the desk does something to it: rows of `Becomes`.  Messages are those of
 * docs/notices.md. */
import { html } from '../shared/vendor/preact.js';
import { Change } from './ui/becomes.js';

/** @import { DeskOrder } from '../shared/generated/types' */
/** @import { Consequence } from './ui/becomes.js' */

const UNPAID = new Set(['DRAFT', 'AWAITING_PAYMENT']);
const [SAME, NOT_TOLD, FREE] = ['不变', '不通知', '不再收费'];
const ENDED = '详情请联系分社';

/** @param {DeskOrder} order @param {string} to @returns {Consequence} */
const turns = ({ label }, to) => ['订单', html`<${Change} from=${label} to=${to} />`];
/** @param {string} words @returns {Consequence} */
const told = (words) => ['学生收到', `“${words}”`];
/** @param {DeskOrder} order @returns {Consequence} */
const back = ({ paid, price_text: text }) => ['钱', paid ? `${text} 元原路退回付款人` : '没有付款，不用退'];

/** @param {DeskOrder} order */
function released(order) {
  if (order.paid) return [turns(order, '退款中'), back(order), told('工作人员已发起退款，款项将原路退回')];
  const word = UNPAID.has(order.state) ? '取消' : '关闭';
  return [turns(order, `已${word}`), back(order), told(`工作人员已${word}订单，${ENDED}`)];
}

/** @type {Record<string, (order: DeskOrder) => Consequence[]>} */
const ROWS = {
  refund: (order) => [turns(order, '退款中'), back(order), told('工作人员已发起退款，款项将原路退回')],
  release: (order) => [...released(order), ['采集码', '可以重新办理']],
  cancel: (order) => [turns(order, '已取消'), back(order), told(`工作人员已取消订单，${ENDED}`)],
  close: (order) => [
    turns(order, '已关闭'),
    ['钱', order.paid ? `${order.price_text} 元不会自动退回` : '没有付款'],
    told(`工作人员已关闭订单，${ENDED}`),
  ],
  transfer: () => [
    ['订单', '转到这个手机号的账号'],
    told('订单已转到您的账号'),
    ['原来的账号', '“订单已转到其他账号，有疑问请联系分社”'],
    [SAME, '状态、照片和付款'],
  ],
  grant: () => [['钱', FREE], told('请在新的期限前重新提交'), [SAME, '原来的照片和审核结果']],
  recall: (order) => [turns(order, '待审核'), ['学生', NOT_TOLD], [SAME, '付款']],
  correct: (order) => [turns(order, '待勘误'), ['钱', FREE], told('请更正：下面填写的内容')],
  uncorrect: () => [['订单', '回到发起勘误之前'], told('照片不用更换，请忽略之前的通知')],
  confirm: (order) => [turns(order, '采集完成'), told('请登录学信网确认图像校对')],
  post: () => [told('照片已寄出，请留意快递'), [SAME, '订单的状态']],
  keep: () => [told('采集码由您继续办理，请按时完成'), ['另一个申请人', '采集码由原订单继续办理']],
  edit: () => [
    ['学生', NOT_TOLD],
    [SAME, '状态、照片和付款'],
  ],
};

/** None where nothing is certain before it is done.  @param {string} action @param {DeskOrder} order */
export const becomesOf = (action, order) => ROWS[action]?.(order) ?? [];

/** The words of its button, with the money that moves.
 * @param {string} action @param {DeskOrder} order @param {string} words */
export function yesOf(action, { paid, price_text: text }, words) {
  if (action === 'refund') return `退 ${text} 元`;
  return action === 'release' && paid ? `释放并退 ${text} 元` : words;
}
