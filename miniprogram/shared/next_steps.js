/** Where to go after a refusal: which page mends it, the server's errors say; the words come with the answer. */
const { LEADS } = require('../generated/leads');

/** @typedef {{ label: string, url: string }} Step */
/** @typedef {{ orderId?: string, code?: string }} Params */

const orders = () => ({ label: '查看我的订单', url: '/pages/orders/list/list' });
const start = () => ({ label: '重新填写特征码', url: '/pages/tasks/start/start' });
/** @param {string} page @param {string} label @returns {(params: Params) => Step} */
const ofTask =
  (page, label) =>
  ({ code }) =>
    code ? { label, url: `/pages/tasks/${page}/${page}?code=${encodeURIComponent(code)}` } : start();
/** @param {string} page @param {string} label @returns {(params: Params) => Step} */
const ofOrder =
  (page, label) =>
  ({ orderId }) =>
    orderId ? { label, url: `/pages/${page}?order_id=${orderId}` } : orders();

/** @type {Record<string, (params: Params) => Step>} */
const PAGES = {
  CONTACT: () => ({ label: '联系分社', url: '/pages/home/contact/contact' }),
  LOGIN: () => ({ label: '重新登录', url: '/pages/account/login/login' }),
  PROVE: () => ({ label: '去核对身份', url: '/pages/me/prove/prove' }),
  CONSENTS: () => ({ label: '阅读并同意', url: '/pages/me/consents/consents' }),
  HOME: () => ({ label: '回到首页', url: '/pages/home/home/home' }),
  START: start,
  COLLECT_CODE: ofTask('code', '重新上传采集码'),
  FORM: ofTask('form', '去填写信息'),
  ORDERS: orders,
  ORDER: ofOrder('orders/detail/detail', '查看订单'),
  PHOTO: ofOrder('photo/shoot/shoot', '去上传照片'),
};

/** null when the page itself is the place to mend it.  @param {string} code @param {Params} params
 * @returns {Step | null} */
function nextStep(code, params) {
  const lead = LEADS[code];
  return lead ? PAGES[lead](params) : null;
}

module.exports = { nextStep };
