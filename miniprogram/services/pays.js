/** Paying with WeChat Pay.  What its callback says is never believed: the server is asked. */
const { askPayment, showOrder, startPayment } = require('../generated/client');
const kept = require('./kept');
const { pause } = require('./request');

const CHANNEL = 'WECHAT_JSAPI';
const KEY_MS = 10 * 60_000;
const [LOOK_MS, RARELY_MS, LOOKING_MS] = [5000, 30_000, 30 * 60_000]; // while WeChat's cashier is open: its callback may never come
const ASK_MS = [0, 1200, 2000, 3000, 4000];

/** @typedef {'ok' | 'cancel' | 'fail' | 'settled' | 'late'} Said late: nobody has said anything for half an hour */

const freshKey = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;

/** One key per order until its time is over: a second tap is the same attempt.  @param {string} orderId @returns {string} */
function keyFor(orderId) {
  const known = kept.get(`pay.${orderId}`);
  if (known && known.until > Date.now()) return known.key;
  const made = { key: freshKey(), until: Date.now() + KEY_MS };
  kept.put(`pay.${orderId}`, made);
  return made.key;
}

/** @param {string} orderId */
async function start(orderId) {
  const key = keyFor(orderId);
  const started = await startPayment(orderId, { channel: CHANNEL, client_key: key });
  kept.put(`pay.${orderId}`, { key, until: new Date(started.expires_at).getTime() - 60_000 });
  return started;
}

/** @param {string} orderId */
const waits = async (orderId) => (await showOrder(orderId)).state === 'AWAITING_PAYMENT';

/** WeChat's cashier.  Resolves to what its callback says, or to “settled” when the server knows before; it is asked more
 * and more rarely, and in the end no more.
 * @param {string} orderId @param {Record<string, string>} params @param {() => boolean} isOver @returns {Promise<Said>}
 */
function open(orderId, params, isOver) {
  let done = false;
  return new Promise((resolve) => {
    /** @param {Said} said */
    const say = (said) => {
      done = true;
      resolve(said);
    };
    const { timeStamp, nonceStr, package: prepay, signType, paySign } = params;
    wx.requestPayment({
      timeStamp, nonceStr, package: prepay, signType: /** @type {'RSA'} */ (signType), paySign,
      success: () => say('ok'),
      fail: ({ errMsg }) => say(errMsg.includes('cancel') ? 'cancel' : 'fail'),
    });
    const look = async () => {
      const since = Date.now();
      await pause(LOOK_MS);
      while (!done && !isOver()) {
        const elapsed = Date.now() - since;
        if (!(await waits(orderId).catch(() => true))) say('settled');
        else if (elapsed > LOOKING_MS) say('late');
        else await pause(Math.min(RARELY_MS, Math.max(LOOK_MS, elapsed / 8)));
      }
    };
    look();
  });
}

/** Whether the order is paid, as the server says; asked several times where the callback says so.
 * @param {string} orderId @param {number} attemptNo @param {Said} said
 */
async function isPaid(orderId, attemptNo, said) {
  for (const ms of said === 'ok' ? ASK_MS : ASK_MS.slice(0, 1)) {
    await pause(ms);
    const { state } = await askPayment(orderId, attemptNo);
    if (state === 'OK') return true;
  }
  return false;
}

module.exports = { start, open, isPaid };
