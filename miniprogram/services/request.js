/** One request to the API; whatever goes wrong becomes a Refusal that can be shown as it is. */
const settings = require('../settings');
const session = require('./session');
const log = require('./log');
const { garbledFor, LOST, SLOW } = require('../generated/failures');
const { MESSAGES } = require('../generated/messages');

const TIMEOUT_MS = 25_000; // a step has 20 s at most; the rest is for a slow line
const AGAIN_MS = 800;
const OPEN = ['/api/login/wechat', '/api/captcha', '/api/login/sms', '/api/schools', '/api/payfor/', '/settings.json'];

/** Ends that somebody wanted: a login without asking would undo them. */
const WANTED = ['session_ended_elsewhere', 'session_account_changed'];

/** Asked without a session.  @param {string} path */
const isOpen = (path) => OPEN.some((start) => path.startsWith(start));

/** @typedef {'GET' | 'POST' | 'PUT' | 'DELETE'} Method */
/** @typedef {{ body?: Record<string, unknown>, query?: Record<string, unknown> }} Options */

/** message: what is wrong; action: what to do; both ready to show.  code is for programs only; status 0: no answer. */
class Refusal extends Error {
  /**
   * @param {Partial<import('../generated/types').Refusal> & { code: string, message: string, action: string }} said
   * @param {number} [status]
   */
  constructor({ code, message, action, field = null, retry_after = null, ref = '', data = null }, status = 0) {
    super(message);
    this.code = code;
    this.action = action;
    this.field = field;
    this.retryAfter = retry_after;
    this.ref = ref;
    this.data = data;
    this.status = status;
  }
}

/** A refusal in the API's own words, decided here.  @param {keyof typeof MESSAGES} code @param {number} [status] */
const refused = (code, status = 422) =>
  new Refusal({ code, message: MESSAGES[code][0], action: MESSAGES[code][1] }, status);

const lost = () => new Refusal(LOST);
const slow = () => new Refusal(SLOW);
/** @param {number} status */
const garbled = (status) => new Refusal(garbledFor('分社'), status);

/** Why WeChat brought no answer.  A domain that is missing in its lists is no lost line, and trying again is no use.
 * @param {string} path @param {string} said
 */
function failed(path, said) {
  if (said.includes('timeout')) return slow();
  if (!said.includes('domain list')) return lost();
  log.tell(path, said);
  return garbled(500);
}

/** @param {Record<string, unknown>} values */
const queryOf = (values) =>
  Object.entries(values)
    .filter(([, value]) => value != null)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');

/** How a session that is over is mended; app.js says it, since logging in needs requests. */
let over = {
  renew: async () => false,
  ask: () => {},
};

/** renew: logs in without asking, resolves to whether that worked; ask: opens the login page.
 * @param {typeof over} hooks
 */
const onSessionOver = (hooks) => {
  over = hooks;
};

/** @type {Promise<boolean> | null} */
let renewing = null;

async function renewOnce() {
  try {
    // .finally() is unknown to some phones
    return await over.renew();
  } finally {
    renewing = null;
  }
}

/** Requests that were refused together renew the session once. */
function renew() {
  renewing = renewing || renewOnce();
  return renewing;
}

/**
 * @param {Method} method @param {string} path @param {Options} options
 * @returns {Promise<{ statusCode: number, data: any }>}
 */
function send(method, path, { body, query }) {
  const asked = query ? queryOf(query) : '';
  const token = session.token();
  /** @type {Record<string, string>} */
  const header = token && !isOpen(path) ? { Authorization: `Bearer ${token}` } : {};
  if (body) header['Content-Type'] = 'application/json';
  return new Promise((resolve, reject) => {
    wx.request({
      url: settings.api + path + (asked && `?${asked}`),
      method,
      header,
      data: body && JSON.stringify(body),
      timeout: TIMEOUT_MS,
      success: resolve,
      fail: ({ errMsg }) => reject(failed(path, errMsg)),
    });
  });
}

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Asking twice does no harm where nothing is changed.  @type {typeof send} */
async function sendAgain(method, path, options) {
  try {
    return await send(method, path, options);
  } catch (error) {
    if (method !== 'GET' || !(error instanceof Refusal) || error.status) throw error;
    await pause(AGAIN_MS);
    return send(method, path, options);
  }
}

/** What the API says of a session that somebody ended; null of another answer.
 * @param {{ statusCode: number, data: any }} answer @returns {import('../generated/types').Refusal | null} */
const endOf = ({ statusCode, data }) =>
  statusCode === 401 && data?.error && WANTED.includes(data.error.code) ? data.error : null;

/** The answer; a session that is over is renewed and the request, which was not heard, said again.
 * @type {typeof send}
 */
async function sendInside(method, path, options) {
  if (isOpen(path)) return sendAgain(method, path, options);
  const used = session.token();
  if (used) {
    const answer = await sendAgain(method, path, options);
    if (answer.statusCode !== 401) return answer;
    if (session.token() !== used) return sendAgain(method, path, options);
    if (endOf(answer)) return answer;
    if (await renew()) return sendAgain(method, path, options);
  }
  return { statusCode: 401, data: null };
}

/** The decoded answer.  Throws a Refusal.
 * @param {Method} method @param {string} path @param {Options} [options] @returns {Promise<any>}
 */
async function call(method, path, options = {}) {
  const answer = await sendInside(method, path, options);
  const { statusCode, data } = answer;
  const fine = statusCode >= 200 && statusCode < 300;
  if (fine && typeof data === 'object') return data;
  if (statusCode === 401 && !isOpen(path)) {
    const ended = endOf(answer);
    session.end(ended ? `${ended.message}，${ended.action}。` : '');
    over.ask();
    throw ended ? new Refusal({ ...ended, code: 'session_over' }, 401) : refused('session_over', 401);
  }
  throw data?.error ? new Refusal(data.error, statusCode) : garbled(statusCode);
}

module.exports = { call, onSessionOver, pause, Refusal, refused, lost, garbled };
