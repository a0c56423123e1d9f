/** What the API names in signs, in the words of the desks of orders and money. */

/** Why an order waits for a decision: [in short, what to do].  @type {Record<string, string[]>} */
export const WHY = {
  CONTESTED: ['采集码有争议', '两个账号都说采集码是自己的：电话核对身份后，订单保留，或释放采集码给另一人'],
  OVERDUE: ['逾期未补交', '联系学生后延期，或关闭、退款'],
  CORRECTION: ['待勘误', '等学生换照片；误发起的可以撤销勘误，或关闭、退款'],
  SUSPECT: ['付款对不上', '由两位财务看渠道现在怎样说，再核对来款'],
  REFUND_STUCK: ['退款异常', '由两位财务重试；渠道关闭的，可以在别处退回后登记'],
  REFUND_WAITS: ['退款受阻', '给商户号充值，或到商户平台核对；系统会自动重试'],
};

/** @type {Record<string, string>} */
export const ACTIONS = {
  grant: '延期或加次数',
  close: '关闭订单',
  cancel: '取消订单',
  release: '释放采集码',
  keep: '核对后保留订单',
  transfer: '转移订单',
  edit: '修改信息',
  refund: '退款',
  refund_part: '退还一部分',
  refund_retry: '重试退款',
  returned_by_hand: '登记人工退回',
  returned_on_page: '登记已在商户平台退回',
  resolve: '核对来款',
  change_phone: '更换学生手机号',
  put_school: '添加或修改学校',
  recall: '召回照片',
  correct: '发起勘误',
  uncorrect: '撤销勘误',
  confirm: '登记采集完成',
  post: '登记快递',
};
const REFUNDING = new Set(['refund', 'refund_part', 'release', 'refund_retry']);
const UNDER_WAY = new Set(['REQUESTED', 'PROCESSING']); // the channel has yet to say that the money is back
const BACK = new Set(['DONE', 'BY_HAND']);

/** Whether a refund's money is with the payer.  @param {{ state: string }} refund */
export const isBack = ({ state }) => BACK.has(state);

/** Whether finance may ask the channel about a refund: while it is under way, or an action is offered.
 * @param {{ refund: { state: string }, actions: string[] }} row of the list of refunds */
export const mayAskChannel = ({ refund, actions }) => actions.length > 0 || UNDER_WAY.has(refund.state);

/** What to do with the invoice that was issued for a refund's money.  @param {{ state: string }} refund */
export const reversalOf = (refund) => `已开发票，${isBack(refund) ? '请' : '到账后'}冲红`;

/** What is said once an action was taken: that it waits for somebody, has begun, or is done.
 * @param {string} action @param {import('../shared/generated/types').Decided} answer */
export function takenOf(action, { order, proposal }) {
  const name = `“${ACTIONS[action]}”`;
  if (proposal) return `${name}已提交，等待另一位同事确认`;
  const begun = REFUNDING.has(action) && order?.refunds.some(({ state }) => UNDER_WAY.has(state));
  return begun ? `${name}已发起，款项退到付款人账户后显示“已退款”` : `${name}已完成`;
}
/** The button of what a second person must agree to. */
export const SUBMIT_FOR_TWO = '提交，等第二个人确认';
/** The keys of actions on an order, as they are printed; Y and N answer a proposal, H and B are those of its account.
 * @type {Record<string, string>} */
export const KEYS = {
  grant: 'D',
  close: 'C',
  cancel: 'X',
  release: 'F',
  keep: 'K',
  transfer: 'T',
  edit: 'E',
  refund: 'R',
  refund_part: 'S',
  refund_retry: 'G',
  returned_by_hand: 'M',
  returned_on_page: 'W',
  resolve: 'V',
  recall: 'L',
  correct: 'J',
  uncorrect: 'U',
  confirm: 'O',
  post: 'P',
};

/** What becomes of a payment that does not match.  @type {Record<string, string>} */
export const VERDICTS = {
  refund: '原路退回',
  accept: '算数，按已支付处理',
  dismiss: '作废，不是收到的钱',
};

/** @type {Record<string, string>} */
export const ATTEMPTS = {
  PENDING: '等待支付',
  OK: '已支付',
  CLOSED: '已关闭',
  ABANDONED: '没有支付',
  SUSPECT: '对不上，待核实',
  ORPHAN: '不能入账，退回中',
  RETURNED: '已退回',
  RETURNED_OUTSIDE: '已在商户平台退回',
};

/** What happened to a payment that does not pay for its order, and what is done about it.
 * @type {Record<string, string>} */
export const STORIES = {
  SUSPECT: '渠道的通知与订单对不上（金额、币种、商户号，或已有部分退款）：核对后退回、入账或作废',
  ORPHAN: '付款到账时订单已不能支付，正在原路退回',
};

/** Of payments that brought money.  @type {Record<string, string>} */
export const PAYMENT_GROUPS = { TAKEN: '已入账', DOUBT: '对不上', BACK: '退回的' };

/** Tables that are exported.  @type {Record<string, string>} */
export const EXPORTS = {
  PAYMENTS: '付款',
  REFUNDS: '退款',
  ORDERS: '任务的订单',
  INVOICES: '发票',
  SEASON: '采集季汇总',
};
/** @type {Record<string, string>} */
export const EXPORT_STATES = {
  QUEUED: '排队中',
  RUNNING: '正在写',
  DONE: '可以下载',
  STALLED: '中断了',
  GONE: '已过期删除',
};

/** @type {Record<string, string>} */
export const CAUSES = { AUTOMATIC: '系统自动', STUDENT: '学生申请', STAFF: '员工操作' };

/** Of refunds, in the order of a working day. @type {Record<string, string>} */
export const GROUPS = { STUCK: '需要处理', OPEN: '退款中', OVER: '已结束' };

/** @type {Record<string, string>} */
export const CHANNELS = { wechat: '微信支付', alipay: '支付宝' };

/** @type {Record<string, string>} */
export const WAYS = { JSAPI: '小程序', NATIVE: '扫码', H5: '手机浏览器', PAGE: '电脑网页', WAP: '手机网页' };

export const BILLS = { MATCHED: '一致', DIFFERENT: '有差异', MISSING: '未核对' };
/** Whose turn it is then.  @type {Record<string, import('./ui/badge.js').Turn>} */
export const BILL_TURNS = { MATCHED: 'well', DIFFERENT: 'wrong', MISSING: 'us' };

/** @type {Record<string, string>} */
export const INVOICES = { PERSONAL: '个人', COMPANY: '企业（单位）' };

/** @type {Record<string, string>} */
export const ACTORS = {
  student: '学生',
  payer: '代付人（链接）',
  takeover: '另一位学生（同一采集码）',
  staff: '员工',
  clock: '系统定时',
  channel: '支付渠道',
  deliver: '制作步骤',
  purge: '到期清理',
};

/** What may be changed of a student, in the order of the form.  @type {Record<string, string>} */
export const FIELDS = {
  name: '姓名',
  college: '学院',
  department: '系所',
  major: '专业',
  class_name: '班级',
  contact_phone: '联系电话',
  email: '电子邮箱',
  consignee: '收件人',
  address: '收件地址',
  layout: '冲印版式',
};

/** 1234 fen → "12.34".
 * @param {number} fen */
export const inYuan = (fen) => (fen / 100).toFixed(2);

const YUAN = /^\d{1,6}(\.\d{1,2})?$/;

/** Fen of what was typed; null for what is no amount.  @param {string | undefined} text */
export const inFen = (text) => (text && YUAN.test(text.trim()) ? Math.round(Number(text.trim()) * 100) || null : null);
