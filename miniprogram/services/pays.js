/** Paying with WeChat Pay.  What its callback says is never believed: the server is asked. */
const { isWaiting } = require('../generated/pay_states');
const { outcomeOf } = require('../shared/pay_notes');
const kept = require('./kept');
const { pause } = require('./request');

const KEY_MS = 10 * 60_000;
// while WeChat's cashier is open: its callback may never come
const [LOOK_MS, RARELY_MS, LOOKING_MS] = [5000, 30_000, 30 * 60_000];
const ASK_MS = [0, 1200, 2000, 3000, 4000];

/** @typedef {import('./payables').Payable} Payable */
/** @typedef {import('../shared/pay_notes').Said} Said */

const freshKey = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;

/** The attempt this phone began last, with its number in the order where that is known; null where the server has
 * answered none.
 * @param {string} name @returns {{ key: string, no: number, until: number } | null}
 */
function begun(name) {
  const known = kept.get(`pay.${name}`);
  return known?.begun ? known : null;
}

/** One attempt until its time is over: a second tap is the same.  @param {Payable} payable */
function attemptOf({ name }) {
  const known = kept.get(`pay.${name}`);
  if (known && known.until > Date.now()) return known;
  const made = { key: freshKey(), until: Date.now() + KEY_MS, begun: false };
  kept.put(`pay.${name}`, made);
  return made;
}

/** Resolves to the attempt's key and the arguments of WeChat's cashier.  @param {Payable} payable */
async function start(payable) {
  const { key, until } = attemptOf(payable);
  const { params, expires_at: expires, attempt_no: no = 0 } = await payable.begin(key);
  kept.put(`pay.${payable.name}`, {
    key,
    begun: true,
    no,
    until: Math.max(until, new Date(expires).getTime() - 60_000),
  });
  return { key, params };
}

/** WeChat's cashier.  Resolves to what its callback says, or to “over” when the server knows that it waits no more; it
 * is asked more and more rarely, and in the end no more.  onPaid: called in the callback itself, where WeChat lets a
 * page ask for notices.
 * @param {Payable} payable @param {{ key: string, params: Record<string, string> }} started @param {() => void} onPaid
 * @param {() => boolean} isOver @returns {Promise<Said>}
 */
function open(payable, { key, params }, onPaid, isOver) {
  let done = false;
  return new Promise((resolve) => {
    /** @param {Said} said */
    const say = (said) => {
      done = true;
      resolve(said);
    };
    const { timeStamp, nonceStr, package: prepay, signType, paySign } = params;
    wx.requestPayment({
      timeStamp,
      nonceStr,
      package: prepay,
      signType: /** @type {'RSA'} */ (signType),
      paySign,
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
        if (!isWaiting(await payable.ask(key).catch(() => 'PENDING'))) say('over');
        else if (elapsed > LOOKING_MS) say('late');
        else await pause(Math.min(RARELY_MS, Math.max(LOOK_MS, elapsed / 8)));
      }
    };
    look();
  });
}

/** “settled” once the server says that this very attempt was paid, which is asked several times where the callback says
 * so; else what is known then.
 * @param {Payable} payable @param {string} key @param {Said} said @returns {Promise<Said>}
 */
async function outcome(payable, key, said) {
  try {
    for (const ms of said === 'ok' ? ASK_MS : ASK_MS.slice(0, 1)) {
      await pause(ms);
      const known = outcomeOf(await payable.ask(key));
      if (known) return known;
    }
    return said;
  } catch {
    // the money may be gone: whatever stopped the question, this is no moment to offer the cashier again
    return said === 'over' ? said : 'lost';
  }
}

module.exports = { begun, start, open, outcome };
