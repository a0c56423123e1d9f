/** Where to go after a refusal: its code → the page that mends it.  The words themselves come with the answer. */
import { here, link } from '../shared/router.js';

const contact = () => ({ label: '联系分社', href: '#/contact' });
const orders = () => ({ label: '查看我的订单', href: '#/orders' });
const home = () => ({ label: '重新填写特征码', href: '#/' });
const login = () => ({ label: '重新登录', href: link('/login', { next: here() }) });
const photo = ({ orderId }) => (orderId ? { label: '去上传照片', href: `#/orders/${orderId}/photo` } : orders());
const order = ({ orderId }) => (orderId ? { label: '查看订单', href: `#/orders/${orderId}` } : orders());
const collectCode = ({ code }) => (code ? { label: '重新上传采集码', href: `#/tasks/${code}/collect-code` } : home());

const BY_CODE = {
  session_over: login,
  forbidden: login,
  phone_needed: login,
  prove_first: () => ({ label: '去核对身份', href: link('/prove', { next: here() }) }),
  consent_needed: () => ({ label: '阅读并同意', href: link('/me/consents', { next: here() }) }),
  consent_outdated: () => ({ label: '阅读新版本', href: link('/me/consents', { next: here() }) }),
  read_expired: collectCode,
  form_needed: collectCode,
  upload_missing: collectCode,
  not_on_roster: home,
  task_unknown: home,
  task_code_unknown: home,
  no_collect_code_needed: ({ code }) => (code ? { label: '去填写信息', href: `#/tasks/${code}/form` } : home()),
  account_has_orders: orders,
  claim_taken: orders,
  order_not_found: orders,
  order_not_in_this_state: order,
  payment_not_found: order,
  photo_not_wanted: order,
  pay_time_over: order,
  invoice_not_paid: order,
  invoice_refunding: order,
  form_fixed: order,
  photo_not_found: photo,
  photo_not_ready: photo,
  photo_already_rejected: photo,
  not_found: () => ({ label: '回到首页', href: '#/' }),
};
const TO_BRANCH = [
  'contact_fixed', 'export_too_often', 'invoice_issued',
  'collect_code_being_checked', 'collect_code_decided', 'collect_code_in_use_paid', 'collected_elsewhere', 'deadline_passed', 'enrolment_in_use_unproven', 'id_tail_too_often', 'no_tries_left', 'payment_needs_staff',
  'phone_taken', 'profile_read_only', 'proof_unavailable', 'refund_not_allowed', 'student_not_on_roster', 'task_closed',
  'task_not_open', 'task_not_open_yet', 'too_many_payments', 'too_many_photos', 'outside_failed', 'pay_channel_refuses', 'broken',
];

/** {label, href} or null when the page itself is the place to mend it. */
export function nextStep({ code, data }, params = {}) {
  if (TO_BRANCH.includes(code)) return contact();
  return BY_CODE[code]?.({ orderId: data?.order_id, ...params }) ?? null;
}
