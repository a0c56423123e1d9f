// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
const { call } = require('../services/request');

/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').CodeRead>} */
exports.readCode = (body = {}) => call('POST', `/api/collect-codes`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').Asked>} */
exports.contestCode = (body = {}) => call('POST', `/api/contests`, { body });
/** @returns {Promise<import('./types').Captcha>} */
exports.issueCaptcha = () => call('POST', `/api/login/captcha`);
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').PhoneStep>} */
exports.changePhone = (body = {}) => call('POST', `/api/login/phone`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').SessionView>} */
exports.loginBySms = (body = {}) => call('POST', `/api/login/sms`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').Sent>} */
exports.sendCode = (body = {}) => call('POST', `/api/login/sms-code`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').SessionView>} */
exports.loginByWechat = (body = {}) => call('POST', `/api/login/wechat`, { body });
/** @returns {Promise<import('./types').LoginDone>} */
exports.logout = () => call('POST', `/api/logout`);
/** @returns {Promise<import('./types').AccountView>} */
exports.showMe = () => call('GET', `/api/me`);
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').AccountView>} */
exports.putAccount = (body = {}) => call('PUT', `/api/me`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').Deleted>} */
exports.closeMyAccount = (body = {}) => call('POST', `/api/me/closing`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').AccountView>} */
exports.agree = (body = {}) => call('POST', `/api/me/consents`, { body });
/** @returns {Promise<import('./types').DeletionPlan>} */
exports.planDeletion = () => call('GET', `/api/me/deletion`);
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').Deleted>} */
exports.deleteMyData = (body = {}) => call('POST', `/api/me/deletion`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').ExportLink>} */
exports.exportMyData = (body = {}) => call('POST', `/api/me/export`, { body });
/** @param {Record<string, unknown>} [query] @returns {Promise<import('./types').OrderList>} */
exports.listOrders = (query = {}) => call('GET', `/api/orders`, { query });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.openOrder = (body = {}) => call('POST', `/api/orders`, { body });
/** @param {string | number} orderId @returns {Promise<import('./types').OrderView>} */
exports.showOrder = (orderId) => call('GET', `/api/orders/${encodeURIComponent(orderId)}`);
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.cancelOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/cancel`, { body });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.changeContact = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/contact`, { body });
/** @param {string | number} orderId @returns {Promise<import('./types').InvoiceView>} */
exports.showInvoiceTitle = (orderId) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/invoice-title`);
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').InvoiceView>} */
exports.giveInvoiceTitle = (orderId, body = {}) => call('PUT', `/api/orders/${encodeURIComponent(orderId)}/invoice-title`, { body });
/** @param {string | number} orderId @returns {Promise<import('./types').PayLinkMade>} */
exports.askToPay = (orderId) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/pay-link`);
/** @param {string | number} orderId @param {Record<string, unknown>} [query] @returns {Promise<import('./types').PayWays>} */
exports.offerWays = (orderId, query = {}) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/payments`, { query });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').PaymentStarted>} */
exports.startPayment = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/payments`, { body });
/** @param {string | number} orderId @param {string | number} attemptNo @returns {Promise<import('./types').PaymentState>} */
exports.askPayment = (orderId, attemptNo) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/payments/${encodeURIComponent(attemptNo)}`);
/** @param {string | number} orderId @param {string | number} photoNo @returns {Promise<import('./types').PhotoView>} */
exports.showPhoto = (orderId, photoNo) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/photos/${encodeURIComponent(photoNo)}`);
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.refundOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/refund`, { body });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.reopenOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/reopen`, { body });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.resubmitOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/resubmit`, { body });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.submitOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/submit`, { body });
/** @param {string | number} orderId @param {Record<string, unknown>} [body] @returns {Promise<import('./types').OrderView>} */
exports.withdrawOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/withdraw`, { body });
/** @param {string | number} token @param {Record<string, unknown>} [query] @returns {Promise<import('./types').PayRequest>} */
exports.showPayRequest = (token, query = {}) => call('GET', `/api/payfor/${encodeURIComponent(token)}`, { query });
/** @param {string | number} token @param {Record<string, unknown>} [body] @returns {Promise<import('./types').LinkPaymentStarted>} */
exports.startByLink = (token, body = {}) => call('POST', `/api/payfor/${encodeURIComponent(token)}/payments`, { body });
/** @param {string | number} token @param {string | number} clientKey @returns {Promise<import('./types').LinkPaymentState>} */
exports.askByLink = (token, clientKey) => call('GET', `/api/payfor/${encodeURIComponent(token)}/payments/${encodeURIComponent(clientKey)}`);
/** @param {string | number} token @param {Record<string, unknown>} [query] @returns {Promise<import('./types').TeacherView>} */
exports.showProgress = (token, query = {}) => call('GET', `/api/progress/${encodeURIComponent(token)}`, { query });
/** @param {Record<string, unknown>} [query] @returns {Promise<import('./types').FoundSchools>} */
exports.findSchools = (query = {}) => call('GET', `/api/schools`, { query });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').FoundTask>} */
exports.lookUpTask = (body = {}) => call('POST', `/api/tasks/lookup`, { body });
/** @param {Record<string, unknown>} [body] @returns {Promise<import('./types').UploadForm>} */
exports.askUpload = (body = {}) => call('POST', `/api/uploads`, { body });
