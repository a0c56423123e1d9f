/** What the rows of the audit trail say, in words. */
import { PRINT_KINDS } from './print_words.js';
import { when } from '../shared/words.js';
import { ACTIONS as OFFERED, EXPORTS, inYuan, VERDICTS } from './money_words.js';
import { TASK_FIELDS, TASK_VALUES } from './audit_task_words.js';
import { REMINDED } from './told_words.js';

/** What somebody did with a subject, in the words it was offered by.  @type {Record<string, string>} */
export const ACTIONS = {
  ...OFFERED,
  take: '领取照片',
  let_go: '放回审核队列',
  stop: '学生撤回人脸同意，停止审核',
  approve: '审核通过',
  reject: '驳回照片',
  take_check: '领取抽查的照片',
  decide_check: '决定抽查的照片',
  settle_check: '了结一处复看分歧',
  view_photo: '查看照片',
  find: '查找订单',
  view_contact: '查看联系方式',
  view_orders: '查看任务的订单列表',
  view_postings: '查看待邮寄列表',
  view_manifest: '查看制作包清单',
  view_decisions: '查看待处理列表',
  view_proposal: '查看待确认的修改',
  erase: '学生删除个人信息',
  purge: '到期删除',
  match_bills: '重新核对账单',
  view_invoices: '查看发票列表',
  issue_invoice: '登记发票号码',
  correct_invoice: '更正发票号码',
  export: '导出表格',
  restart_export: '重新开始导出',
  fetch_export: '下载导出的表格',
  create_package: '生成制作包',
  fetch_package: '下载制作包',
  make_package_again: '重新生成制作包',
  make_prints: '生成冲印文件',
  fetch_prints: '下载冲印文件',
  explain: '补充勘误原因',
  send_message: '给学生发消息',
  remind_task: '催办',
  create_task: '新建任务',
  change_task: '修改任务',
  open_task: '开放任务',
  close_task: '关闭任务',
  view_not_begun: '查看没开始的名单',
  teacher_link: '生成进度链接',
  view_teacher_links: '查看进度链接',
  revoke_teacher_link: '停用进度链接',
  import: '导入表格',
  restart_import: '重新开始导入',
  undo_import: '撤销导入',
  correct_import: '更正导入的行',
  match_columns: '对应导入表格的列',
  view_wrong_rows: '查看导入中错误的行',
  fetch_wrong_rows: '下载导入中错误的行',
  learn_chsi_word: '对应学信网的退回原因',
  change_phone: '更换学生手机号',
  invite: '邀请员工',
  invite_again: '重新邀请员工',
  accept_invite: '接受邀请',
  give_roles: '修改员工角色',
  staff_phone: '更换员工手机号',
  disable: '停用员工账号',
  end_sessions: '结束员工全部登录',
  unlock: '解除登录锁定',
  change_password: '更改自己的密码',
  login: '登录',
  end_session: '退出或结束一次登录',
};

/** Before one of the decisions that two people make. */
export const STEPS = { propose: '申请', refuse: '不同意', withdraw: '撤回申请', lapse: '申请已失效' };
export const DECISIONS = [
  'grant',
  'close',
  'uncorrect',
  'cancel',
  'release',
  'keep',
  'transfer',
  'edit',
  'refund',
  'refund_part',
  'refund_retry',
  'returned_by_hand',
  'returned_on_page',
  'resolve',
  'invite',
  'invite_again',
  'give_roles',
  'staff_phone',
  'disable',
  'change_phone',
  'put_school',
];

const DECIDED = new Map(
  Object.entries(STEPS).flatMap(([step, words]) =>
    DECISIONS.map((name) => [`${step}_${name}`, `${words}：${ACTIONS[name]}`]),
  ),
);

/** Names of groups of actions, with the first of which an action fits.  @type {[name: string, of: RegExp][]} */
const GROUPS = [
  ...Object.entries(STEPS).map(([step, words]) => /** @type {[string, RegExp]} */ ([words, new RegExp(`^${step}_`)])),
  ['审核', /^(take|let_go|stop|approve|reject|\w+_check)$/],
  ['查看和下载', /^(view|fetch)_|^find$|export$/],
  ['任务和制作', /_task$|teacher_link|package|prints|^explain$/],
  ['表格和院校', /import|^learn_|^put_|^match_columns$/],
  ['员工和登录', /invite|_roles|staff|disable|session|unlock|password|login/],
  ['订单和款项', /./],
];

/** [[action, words, group]] of all there are. */
export const everyAction = () =>
  [...Object.entries(ACTIONS), ...DECIDED].map(([action, words]) => [
    action,
    words,
    GROUPS.find(([, of]) => of.test(action))?.[0] ?? '',
  ]);

/** @param {string} action */
export const actionWords = (action) => ACTIONS[action] ?? DECIDED.get(action) ?? action;

/** What rows are filed under: `order <id>` and so on.  @type {Record<string, string>} */
export const SUBJECTS = {
  order: '订单',
  task: '任务',
  staff: '员工',
  school: '院校代码',
  person: '学生账号',
  bill: '账单日期',
  schools: '院校目录',
  chsi: '学信网的话',
};

/** Names of what a row holds beside its reason.  @type {Record<string, string>} */
export const KEYS = {
  message: '消息',
  photo_no: '第几张照片',
  purpose: '为了',
  reasons: '驳回原因',
  overruled: '没有采纳的机检结果',
  days: '天数',
  tries: '次数',
  fields: '修改项目',
  attempt_no: '第几笔付款',
  verdict: '处理方式',
  reference: '凭证号或退款单号',
  second_reason: '同意人的原因',
  proposed_by: '申请人',
  proposal: '申请编号',
  owner_from: '原来的账号',
  owner_to: '新的账号',
  link: '进度链接',
  by: '查找方式',
  orders: '订单',
  reminded: '催办的学生',
  number: '号码',
  instead_of: '原号码',
  month: '月份',
  state: '状态',
  courier: '快递公司',
  package: '制作包',
  prints: '冲印',
  code: '特征码',
  title: '任务名称',
  kind: '表格',
  import_id: '导入编号',
  columns: '对应的列',
  export: '导出编号',
  said: '学信网的话',
  rows: '行数',
  name: '名称',
  was: '原名称',
  moe_id: '学校标识码',
  moe_was: '原学校标识码',
  aliases: '曾用名',
  names_lost: '减少的曾用名',
  by_branch: '由哪个分社',
  roles: '角色',
  username: '用户名',
  ip: '网络地址',
  session: '登录编号',
  task: '任务',
  people: '人数',
  college: '学院',
  class_name: '班级',
  objects: '文件数',
  packages: '制作包数',
  traces: '残留记录数',
  'roster items': '名单条目数',
  'progress items': '进度条目数',
  'package members': '制作包条目数',
  "teachers' links": '进度链接数',
};

export const STATES = {
  DRAFT: '待提交',
  AWAITING_PAYMENT: '待支付',
  IN_REVIEW: '待审核',
  WITHDRAWN: '已撤回，待重新提交',
  REJECTED: '被驳回',
  APPROVED: '待制作',
  IN_PRODUCTION: '制作中',
  DONE: '采集完成',
  CORRECTION: '待勘误',
  REFUNDING: '退款中',
  REFUNDED: '已退款',
  EXPIRED: '超时未支付',
  CANCELLED: '已取消',
  CLOSED: '已关闭',
};

/** Words of values, by the key they stand under. */
export const VALUES = {
  state: { WAITING: '待开具', ISSUED: '已开具', RETURNED: '已开具，已退款' },
  roles: { REVIEWER: '审核员', MANAGER: '管理员', FINANCE: '财务', ADMIN: '系统管理员' },
  verdict: VERDICTS,
  kind: {
    SCHOOLS: '院校目录',
    ROSTER: '名单',
    CAPTURED: '现场已采集名单',
    WAYBILLS: '快递单号',
    CHSI: '学信网结果',
    ...EXPORTS,
  },
  reminded: REMINDED,
  purpose: { ORDER: '打开这张照片', CHECK: '决定抽查的照片', SAME: '与另一名学生的照片比对' },
  prints: Object.fromEntries(Object.entries(PRINT_KINDS).map(([kind, { name }]) => [kind, name])),
  by: { phone: '手机号', number: '订单号或支付单号', collect_code: '采集码', student_no: '学号' },
  fields: {
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
  },
};

/** Their rows hold what was changed: {setting: [before, after]}. */
const CHANGES = new Set(['change_task', 'open_task', 'close_task']);
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** words: of single values.
 * @param {unknown} value @param {Record<string, string>} [words] @returns {string} */
function plain(value, words = {}) {
  if (Array.isArray(value)) return /** @type {unknown[]} */ (value).map((one) => plain(one, words)).join('、') || '无';
  if (value == null || value === '') return '无';
  if (typeof value === 'object')
    return Object.values(value)
      .map((one) => plain(one, words))
      .join(' ');
  const text = String(value);
  if (Object.hasOwn(words, text)) return words[text];
  if (typeof value === 'boolean') return value ? '是' : '否';
  return INSTANT.test(text) ? when(text) : text;
}

/** @param {string} key of a task's setting @param {unknown} value as it is kept */
const settingOf = (key, value) =>
  key === 'price' && typeof value === 'number' ? inYuan(value) : plain(value, TASK_VALUES[key]);

/** [name, value] of what a row holds, both in words.  known: {key: {value: words}} of what is known beside VALUES.
 * @param {{ action: string, data: Record<string, unknown> }} props
 * @param {Record<string, Record<string, string>>} known */
export function dataWords({ action, data: { from, to, ...data } }, known) {
  /** @type {Record<string, Record<string, string>>} */
  const words = { ...VALUES, ...known };
  const moved = from !== to ? [['订单状态', `${plain(from, STATES)} → ${plain(to, STATES)}`]] : [];
  const rest = Object.entries(data).map(([key, value]) =>
    CHANGES.has(action)
      ? [TASK_FIELDS[key] ?? key, /** @type {unknown[]} */ (value).map((one) => settingOf(key, one)).join(' → ')]
      : [KEYS[key] ?? key, plain(value, words[key])],
  );
  return [...moved, ...rest];
}
