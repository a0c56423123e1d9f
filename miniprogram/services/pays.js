/** Paying with WeChat Pay.  What its callback says is never believed: the server is asked. */
const { askPayment, showOrder, startPayment } = require('../generated/client');
const kept = require('./kept');
const { pause } = require('./request');

const CHANNEL = 'WECHAT_JSAPI';
const KEY_MS = 10 * 60_000;
const [LOOK_MS, RARELY_MS, LOOKING_MS] = [5000, 30_000, 30 * 60_000]; // while WeChat's cashier is open: its callback may never come
const ASK_MS = [0, 1200, 2000, 3000, 4000];

/** @typedef {'ok' | 'cancel' | 'fail' | 'settled' | 'late' | 'lost'} Said late: nobody has said anything for half an hour; lost: the server could not be asked */

const freshKey = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;

/** One attempt per order until its time is over: a second tap is the same.
 * @param {string} orderId @returns {{ key: string, until: number }}
 */
function attemptOf(orderId) {
  const known = kept.get(`pay.${orderId}`);
  if (known && known.until > Date.now()) return known;
  const made = { key: freshKey(), until: Date.now() + KEY_MS };
  kept.put(`pay.${orderId}`, made);
  return made;
}

/** @param {string} orderId */
async function start(orderId) {
  const { key, until } = attemptOf(orderId);
  const started = await startPayment(orderId, { channel: CHANNEL, client_key: key, platform: wx.getDeviceInfo().platform });
  kept.put(`pay.${orderId}`, { key, until: Math.max(until, new Date(started.expires_at).getTime() - 60_000) });
  return started;
}

/** @param {string} orderId */
const waits = async (orderId) => (await showOrder(orderId)).state === 'AWAITING_PAYMENT';

/** WeChat's cashier.  Resolves to what its callback says, or to “settled” when the server knows before; it is asked more
 * and more rarely, and in the end no more.  onPaid: called in the callback itself, where WeChat lets a page ask for notices.
 * @param {string} orderId @param {Record<string, string>} params @param {() => void} onPaid @param {() => boolean} isOver
 * @returns {Promise<Said>}
 */
function open(orderId, params, onPaid, isOver) {
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
      success() {
        onPaid();
        say('ok');
      },
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

/** “settled” once the server says so, which is asked several times where the callback says so; else what is known then.
 * @param {string} orderId @param {number} attemptNo @param {Said} said @returns {Promise<Said>}
 */
async function outcome(orderId, attemptNo, said) {
  if (said === 'settled') return said;
  try {
    for (const ms of said === 'ok' ? ASK_MS : ASK_MS.slice(0, 1)) {
      await pause(ms);
      if ((await askPayment(orderId, attemptNo)).state === 'OK') return 'settled';
    }
    return said;
  } catch { // the money may be gone: whatever stopped the question, this is no moment to offer the cashier again
    return 'lost';
  }
}

module.exports = { start, open, outcome };
