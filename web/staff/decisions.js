/** What the desk does to an order, as its dialog asks for it. */
import { confirmOrder, correctOrder, decideOnOrder, postPrints, recallOrder } from './generated/client.js';
import { COURIERS } from './generated/labels.js';
import { MOST_NOTE } from './generated/rules.js';
import { when } from '../shared/words.js';
import { leftInWords } from './money_sums.js';
import { FIELDS, inFen } from './money_words.js';

/** @import { Decided, DeskOrder } from '../shared/generated/types' */

const MOST = 120; // characters of a field
const CHOOSE = ['', '请选择']; // nothing is chosen for anybody
/** @typedef {import('./parts/ask.js').Question} Question */
/** @typedef {Record<string, unknown>} Body */
/**
 * @typedef {object} Step
 * @property {string} brief the same in a few words, for a list
 * @property {string} tell what will happen
 * @property {string} yes the button
 * @property {boolean} danger it cannot be taken back
 * @property {boolean} reason false where none is asked
 * @property {(order: DeskOrder, layouts: string[]) => Record<string, Question>} questions layouts: the ways to print
 * @property {(answers: Record<string, string>, order: DeskOrder) => Body} body what the API is told beside the reason
 * @property {(orderId: string, body: Body) => Promise<Decided>} send
 */

const NONE = () => ({});
// not shown before they are asked for
const SEALED = new Set(['name', 'contact_phone', 'email', 'consignee', 'address', 'layout']);

/** @param {string} action */
const decide =
  (action) =>
  (/** @type {string} */ orderId, /** @type {Body} */ { reason, ...more }) =>
    decideOnOrder(orderId, { action, reason, ...more });
/** A step of one person: the order alone comes back.
 * @param {(orderId: string | number, body: Body) => Promise<DeskOrder>} step */
const alone = (step) => async (/** @type {string} */ orderId, /** @type {Body} */ body) => ({
  order: await step(orderId, body),
  proposal: null,
});

/** One of what there is to choose from, where that is known.  @param {string[]} layouts */
const chosenOf = (layouts) =>
  layouts.length && { options: [['', '不修改'], ...layouts.map((one) => [one, one])], hint: null };

/** @param {DeskOrder} props @param {string[]} layouts */
const fields = ({ student }, layouts) =>
  Object.fromEntries(
    Object.entries(FIELDS).map(([name, label]) => [
      name,
      {
        label,
        most: MOST,
        first: shownOf(student, name),
        hint: SEALED.has(name) ? '不修改就留空' : null,
        ...(name === 'layout' && chosenOf(layouts)),
      },
    ]),
  );

/** @param {DeskOrder['student']} student */
const textsOf = (student) => /** @type {Record<string, string | undefined>} */ (/** @type {unknown} */ (student));

/** What stands in a field before it is changed.  @param {DeskOrder['student']} student @param {string} name */
const shownOf = (student, name) => (SEALED.has(name) ? '' : (textsOf(student)[name] ?? ''));

/** Only what was changed.
 * @param {Record<string, string>} answers @param {DeskOrder} props */
const changed = (answers, { student }) =>
  Object.fromEntries(
    Object.keys(FIELDS)
      .filter((name) => answers[name] !== shownOf(student, name))
      .map((name) => [name, answers[name]]),
  );

/** By action.  @type {Record<string, Partial<Step>>} */
const STEPS = {
  grant: {
    brief: '再给几天或几次机会，不再收费',
    tell: '学生可以继续补交照片，不再收费。',
    yes: '延期',
    questions: ({ deadline }) => ({
      days: {
        label: '延长几天',
        type: 'number',
        first: '3',
        hint: `从今天算起，到那一天结束${deadline ? `，要晚于 ${when(deadline)}` : ''}；0 为不延期`,
      },
      tries: { label: '增加几次提交', type: 'number', first: '0' },
    }),
    body: ({ days, tries }) => ({ days: Number(days), tries: Number(tries) }),
  },
  confirm: {
    brief: '学信网已收到照片',
    tell: '学信网已收到照片，订单转为“采集完成”。',
    yes: '登记',
    reason: false,
    send: alone((orderId) => confirmOrder(orderId)),
  },
  post: {
    brief: '学生在订单页看到快递单号',
    tell: '再次登记以最后一次为准。款项由微信托管时，快递信息会报给微信。',
    yes: '登记',
    reason: false,
    questions: () => ({
      courier: {
        label: '快递公司',
        options: [CHOOSE, ...Object.entries(COURIERS)],
        required: true,
        hint: '选“其他”时，请到微信公众平台手工填写发货信息',
      },
      number: { label: '快递单号', required: true, most: 40 },
    }),
    body: ({ courier, number }) => ({ courier, number }),
    send: alone(postPrints),
  },
  recall: {
    brief: '照片回到审核队列',
    tell: '照片回到审核队列，重新审核。',
    yes: '召回',
    send: alone(recallOrder),
  },
  correct: {
    brief: '学生可以免费更换照片',
    tell: '学生可以免费更换照片。',
    yes: '发起勘误',
    send: alone(correctOrder),
    questions: () => ({
      note: { label: '要更正什么', required: true, most: MOST_NOTE, rows: 3, hint: '学生和审核员会看到' },
    }),
    body: ({ note }) => ({ note }),
  },
  uncorrect: {
    brief: '回到发起勘误之前',
    tell: '订单回到发起勘误之前的状态和制作包，绑定了微信的学生收到通知，不用再换照片。新照片正在审核时不能撤销。',
    yes: '撤销勘误',
  },
  edit: {
    brief: '学号、学校、层次不能改',
    tell: '修改学生填写的信息。学号、学校和学历层次不能修改。',
    yes: '保存',
    questions: fields,
    body: (answers, order) => ({ fields: changed(answers, order) }),
  },
  transfer: {
    brief: '换到另一个手机号的账号',
    tell: '订单转到使用该手机号的账号下，原来的账号不再看到它。',
    yes: '转移',
    danger: true,
    questions: () => ({ owner_phone: { label: '新账号的手机号', type: 'tel', required: true, most: 20 } }),
    body: ({ owner_phone: phone }) => ({ owner_phone: phone }),
  },
  resolve: {
    brief: '当场向渠道查询，再退回、算数或作废',
    tell: '系统会当场向支付渠道查询：渠道收到了款项，才能算数或退回；没有收到，才能作废。请先到商户平台核对。',
  },
  refund_part: {
    brief: '只退一部分，订单照常办理',
    tell: '退给付款人一部分，订单照常办理。一笔付款合计 10 元以内，一个人就能退；以上的，要第二个人确认。最多退 3 次。',
    yes: '退还',
    danger: true,
    questions: (order) => ({
      amount: {
        label: '退还金额（元）',
        required: true,
        most: 10,
        hint: `少于 ${leftInWords(order)}；全部退回请用“退款”`,
      },
    }),
    body: ({ amount }) => ({ amount: inFen(amount) ?? 0 }),
  },
  refund_retry: {
    brief: '再次向渠道申请',
    tell: '再次向支付渠道申请退款。渠道已关闭的退款会使用新的退款单号。',
    yes: '重试退款',
  },
  returned_by_hand: {
    brief: '已在线下退给付款人，只登记',
    tell: '款项已在线下退给付款人，只在这里登记，系统不会再退。',
    yes: '登记',
    danger: true,
    questions: () => ({ reference: { label: '凭证号', required: true, most: MOST, hint: '银行回单号或转账流水号' } }),
    body: ({ reference }) => ({ reference }),
  },
  returned_on_page: {
    brief: '已在商户平台退回，只登记',
    tell: '款项已在商户平台全部退回付款人，只在这里登记。系统会当场向支付渠道核实有退款。',
    yes: '登记',
    danger: true,
    questions: () => ({ reference: { label: '退款单号', required: true, most: MOST, hint: '商户平台上的退款单号' } }),
    body: ({ reference }) => ({ reference }),
  },
  refund: {
    brief: '全部款项原路退回，订单结束',
    tell: '全部款项原路退回付款人的账户，订单结束，照片不再制作。退款不能撤回。',
    yes: '退款',
    danger: true,
  },
  release: {
    brief: '订单结束，码可以重新办理',
    tell: '这个订单结束，采集码（或学号）可以重新办理；已支付的款项原路退回。',
    yes: '释放',
    danger: true,
  },
  keep: {
    brief: '采集码是现在主人的',
    tell: '核对身份后确认：采集码是订单现在的主人的。另一个申请人会收到通知。',
    yes: '保留订单',
  },
  cancel: {
    brief: '没有付款，订单取消',
    tell: '没有支付的订单被取消。正在进行的支付会先关闭；如果已经付款成功，订单不会取消。',
    yes: '取消订单',
    danger: true,
  },
  close: {
    brief: '订单结束，不能再补交',
    tell: '订单结束，学生不能再补交照片。已支付的款项不会自动退回，需要退款请选择“退款”。',
    yes: '关闭订单',
    danger: true,
  },
};

/** @param {string} action */
export const stepOf = (action) => ({
  brief: '',
  tell: '',
  yes: '确定',
  reason: true,
  danger: false,
  questions: NONE,
  body: NONE,
  send: decide(action),
  ...STEPS[action],
});
