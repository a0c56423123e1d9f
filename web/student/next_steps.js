/** Where to go after a refusal: which page mends it, the server's errors say; the words come with the answer. */
import { here, link } from '../shared/router.js';
import { LEADS } from '../shared/generated/leads.js';

/** @import { Refusal } from '../shared/http.js' */
/** @import { Params, Step } from '../shared/ui.js' */

const orders = () => ({ label: '查看我的订单', href: '#/orders' });
const start = () => ({ label: '重新填写特征码', href: '#/' });

/** @type {Record<string, (params: Params) => Step>} */
const PAGES = {
  CONTACT: () => ({ label: '联系分社', href: '#/contact' }),
  LOGIN: () => ({ label: '重新登录', href: link('/login', { next: here() }) }),
  PROVE: () => ({ label: '去核对身份', href: link('/prove', { next: here() }) }),
  CONSENTS: () => ({ label: '阅读并同意', href: link('/me/consents', { next: here() }) }),
  HOME: () => ({ label: '回到首页', href: '#/' }),
  START: start,
  COLLECT_CODE: ({ code }) => (code ? { label: '重新上传采集码', href: `#/tasks/${code}/collect-code` } : start()),
  FORM: ({ code }) => (code ? { label: '去填写信息', href: `#/tasks/${code}/form` } : start()),
  ORDERS: orders,
  ORDER: ({ orderId }) => (orderId ? { label: '查看订单', href: `#/orders/${orderId}` } : orders()),
  PHOTO: ({ orderId }) => (orderId ? { label: '去上传照片', href: `#/orders/${orderId}/photo` } : orders()),
};

/** {label, href} or null when the page itself is the place to mend it.  params: {code: of the task, orderId}.
 * @param {Refusal} refusal
 * @param {Params} [params] */
export const nextStep = ({ code, data }, params = {}) =>
  PAGES[LEADS[code]]?.({ ...(typeof data?.order_id === 'string' ? { orderId: data.order_id } : {}), ...params }) ??
  null;
