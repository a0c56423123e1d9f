/** One request to the API; whatever goes wrong becomes a Refusal that can be shown as it is. */
import * as session from './kept.js';

const SECONDS = 30; // a step has 29 at most, most have 15; the rest is for a slow line
const AGAIN_MS = 800;

/** message: what is wrong; action: what to do; both ready to show.  code is for programs only. */
export class Refusal extends Error {
  constructor({ code, message, action, field = null, retry_after = null, ref = '', data = null }, status = 0) {
    super(message);
    Object.assign(this, { code, action, field, retryAfter: retry_after, ref, data, status });
  }
}

export const lost = () => new Refusal({
  code: 'lost_connection', message: '网络连接不上', action: '请检查网络后重试，已填写的内容不会丢失',
});
const slow = () => new Refusal({
  code: 'too_slow', message: '服务器长时间没有回应', action: '请稍等片刻后重试，已填写的内容不会丢失',
});
const garbled = (status) => new Refusal({
  code: 'broken', message: '系统暂时无法处理', action: '您的信息已保存，请稍后重试；如多次出现请联系分社',
}, status);

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value != null)).toString();

async function send(method, path, { body, query: asked }) {
  const headers = {};
  if (session.token()) headers.Authorization = `Bearer ${session.token()}`;
  if (body) headers['Content-Type'] = 'application/json';
  const text = asked ? query(asked) : '';
  try {
    return await fetch(path + (text && `?${text}`), {
      method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(SECONDS * 1000),
    });
  } catch (error) {
    throw error.name === 'TimeoutError' ? slow() : lost();
  }
}

/** Asking twice does no harm where nothing is changed. */
async function sendAgain(method, path, options) {
  try {
    return await send(method, path, options);
  } catch (error) {
    if (method !== 'GET' || !navigator.onLine) throw error;
    await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
    return send(method, path, options);
  }
}

/** The decoded answer.  Throws a Refusal. */
export async function call(method, path, options = {}) {
  const used = session.token();
  const answer = await sendAgain(method, path, options);
  const said = await answer.json().catch(() => null);
  if (answer.ok && said !== null) return said;
  const refusal = said?.error ? new Refusal(said.error, answer.status) : garbled(answer.status);
  if (answer.status === 401 && used === session.token()) session.end();
  throw refusal;
}
