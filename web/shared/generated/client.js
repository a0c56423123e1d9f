// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
import { call } from '../http.js';

export const readCode = (body = {}) => call('POST', `/api/collect-codes`, { body });
export const issueCaptcha = () => call('POST', `/api/login/captcha`);
export const changePhone = (body = {}) => call('POST', `/api/login/phone`, { body });
export const loginBySms = (body = {}) => call('POST', `/api/login/sms`, { body });
export const sendCode = (body = {}) => call('POST', `/api/login/sms-code`, { body });
export const loginByWechat = (body = {}) => call('POST', `/api/login/wechat`, { body });
export const logout = () => call('POST', `/api/logout`);
export const showMe = () => call('GET', `/api/me`);
export const fillProfile = (body = {}) => call('PATCH', `/api/me`, { body });
export const agree = (body = {}) => call('POST', `/api/me/consents`, { body });
export const listOrders = (query = {}) => call('GET', `/api/orders`, { query });
export const openOrder = (body = {}) => call('POST', `/api/orders`, { body });
export const showOrder = (orderId) => call('GET', `/api/orders/${encodeURIComponent(orderId)}`);
export const cancelOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/cancel`, { body });
export const offerWays = (orderId) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/payments`);
export const startPayment = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/payments`, { body });
export const askPayment = (orderId, attemptNo) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/payments/${encodeURIComponent(attemptNo)}`);
export const showPhoto = (orderId, photoNo) => call('GET', `/api/orders/${encodeURIComponent(orderId)}/photos/${encodeURIComponent(photoNo)}`);
export const refundOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/refund`, { body });
export const reopenOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/reopen`, { body });
export const resubmitOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/resubmit`, { body });
export const submitOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/submit`, { body });
export const withdrawOrder = (orderId, body = {}) => call('POST', `/api/orders/${encodeURIComponent(orderId)}/withdraw`, { body });
export const findSchools = (query = {}) => call('GET', `/api/schools`, { query });
export const lookUpTask = (body = {}) => call('POST', `/api/tasks/lookup`, { body });
export const askUpload = (body = {}) => call('POST', `/api/uploads`, { body });
