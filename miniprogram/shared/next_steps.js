/** Where to go after a refusal: its code → the page that mends it.  The words themselves come with the answer. */

/** @typedef {{ label: string, url: string }} Step */
/** @typedef {{ orderId?: string, code?: string }} Params */

const contact = () => ({ label: '联系分社', url: '/pages/home/contact/contact' });
const orders = () => ({ label: '查看我的订单', url: '/pages/orders/list/list' });
const start = () => ({ label: '重新填写特征码', url: '/pages/tasks/start/start' });
const login = () => ({ label: '重新登录', url: '/pages/account/login/login' });
const consents = () => ({ label: '阅读并同意', url: '/pages/me/consents/consents' });
/** @param {Params} params */
const photo = ({ orderId }) => (orderId ? { label: '去上传照片', url: `/pages/photo/shoot/shoot?order_id=${orderId}` } : orders());
/** @param {Params} params */
const order = ({ orderId }) => (orderId ? { label: '查看订单', url: `/pages/orders/detail/detail?order_id=${orderId}` } : orders());
/** @param {Params} params */
const collectCode = ({ code }) => (code ? { label: '重新上传采集码', url: `/pages/tasks/code/code?code=${encodeURIComponent(code)}` } : start());

/** @type {Record<string, (params: Params) => Step>} */
const BY_CODE = {
  session_over: login,
  forbidden: login,
  phone_needed: login,
  pay_needs_wechat_login: login,
  prove_first: () => ({ label: '去核对身份', url: '/pages/me/prove/prove' }),
  consent_needed: consents,
  consent_outdated: consents,
  read_expired: collectCode,
  form_needed: collectCode,
  upload_missing: collectCode,
  not_on_roster: start,
  task_unknown: start,
  no_collect_code_needed: ({ code }) => (code ? { label: '去填写信息', url: `/pages/tasks/form/form?code=${encodeURIComponent(code)}` } : start()),
  claim_taken: orders,
  account_has_orders: orders,
  order_not_found: orders,
  order_not_in_this_state: order,
  payment_not_found: order,
  photo_not_wanted: order,
  pay_time_over: order,
  form_fixed: order,
  photo_not_found: photo,
  photo_not_ready: photo,
  photo_already_rejected: photo,
};
const TO_BRANCH = new Set([
  'contact_fixed', 'collect_code_being_checked', 'collect_code_decided', 'collect_code_in_use_paid', 'collected_elsewhere', 'deadline_passed', 'enrolment_in_use_unproven', 'id_tail_too_often', 'no_tries_left', 'payment_needs_staff',
  'phone_taken', 'profile_read_only', 'proof_unavailable', 'refund_not_allowed', 'student_not_on_roster', 'task_closed',
  'task_not_open', 'task_not_open_yet', 'too_many_payments', 'too_many_photos', 'outside_failed', 'broken',
]);

/** null when the page itself is the place to mend it.  @param {string} code @param {Params} params @returns {Step | null} */
function nextStep(code, params) {
  if (TO_BRANCH.has(code)) return contact();
  return BY_CODE[code] ? BY_CODE[code](params) : null;
}

module.exports = { nextStep };
