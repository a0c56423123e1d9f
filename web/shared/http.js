/** One request to the API; whatever goes wrong becomes a Refusal that can be shown as it is. */
import { garbledFor, LOST, SLOW } from './both/failures.js';
import { learn } from './clock.js';

const SECONDS = 30; // a step has 29 at most, most have 15; the rest is for a slow line
const AGAIN_MS = 800;

/** @typedef {Pick<import('./generated/types').Refusal, 'code' | 'message' | 'action'>} Words */
/** @typedef {Words & Partial<import('./generated/types').Refusal>} Said */

/** message: what is wrong; action: what to do; both ready to show.  code is for programs only. */
export class Refusal extends Error {
  /** @param {Said} said @param {number} [status] */
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

  /** All of it in one line, as it stands under a field. */
  get sentence() {
    return `${this.message}，${this.action}`;
  }
}

export const lost = () => new Refusal(LOST);

/** @param {Record<string, unknown>} values */
const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value != null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
};

/** @typedef {{ body?: Record<string, unknown>, query?: Record<string, unknown> }} Asked */

/** @param {string | null} token @param {Record<string, string>} more headers @param {string} method
 * @param {string} path @param {Asked} options */
async function send(token, more, method, path, { body, query: asked }) {
  const headers = { ...more };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const text = asked ? query(asked) : '';
  try {
    const answer = await fetch(path + (text && `?${text}`), {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout?.(SECONDS * 1000),
    });
    learn(answer.headers.get('Date'));
    return answer;
  } catch (error) {
    throw error instanceof Error && error.name === 'TimeoutError' ? new Refusal(SLOW) : lost();
  }
}

/** Asking twice does no harm where nothing is changed.  @type {typeof send} */
async function sendAgain(token, more, method, path, options) {
  try {
    return await send(token, more, method, path, options);
  } catch (error) {
    if (method !== 'GET' || !navigator.onLine) throw error;
    await new Promise((resolve) => {
      setTimeout(resolve, AGAIN_MS);
    });
    return send(token, more, method, path, options);
  }
}

/** `call(method, path, {body | query})` with the token of a session, which ends when the API says so: the decoded
 * answer.
 *
 * helpers: whom to turn to when the system fails; more: further headers of each request.  It throws a Refusal.
 * @param {Pick<import('./person.js').Session, 'token' | 'end'>} session @param {string} helpers
 * @param {() => Record<string, string>} more */
export const caller =
  (session, helpers, more = () => ({})) =>
  async (/** @type {string} */ method, /** @type {string} */ path, /** @type {Asked} */ options = {}) => {
    const used = session.token();
    const answer = await sendAgain(used, more(), method, path, options);
    const said = await answer.json().catch(() => null);
    if (answer.ok && said !== null) return said;
    const refusal = said?.error
      ? new Refusal(said.error, answer.status)
      : new Refusal(garbledFor(helpers), answer.status);
    if (answer.status === 401 && used === session.token()) session.end(refusal);
    throw refusal;
  };
