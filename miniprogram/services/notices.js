/** Subscribe messages: each “accept” is one message WeChat may bring.
 *
 * What is left is counted per template: one more for each accept, one less for each message that told of a new state.
 */
const { templates } = require('../settings');
const kept = require('./kept');

/** @typedef {'result' | 'state'} Kind */
/** @typedef {{ left: number, said: string }} Balance said: WeChat's last word: accept…, reject, ban, filter or "" */

/** @type {Kind[]} */
const KINDS = ['result', 'state'];
const PATIENCE_MS = 15_000; // WeChat does not always say how its question ended
const usable = () => KINDS.filter((kind) => templates[kind]);

/** @param {Kind} kind @returns {Balance} */
const balance = (kind) => kept.get(`notices.${kind}`, { left: 0, said: '' });

/** @param {Kind} kind @param {string} said */
function note(kind, said) {
  const { left } = balance(kind);
  kept.put(`notices.${kind}`, { left: said.startsWith('accept') ? left + 1 : left, said });
}

/** What is told of a state, once it is reached.  @type {Record<string, Kind>} */
const TOLD = {
  APPROVED: 'result',
  REJECTED: 'result',
  IN_PRODUCTION: 'state',
  DONE: 'state',
  CORRECTION: 'state',
  REFUNDED: 'state',
};

/** Asks for one message of each kind; to be called in a tap or in a payment's callback, before anything is waited for.
 * Resolves whatever the answer is, and without one: nobody has to accept.
 * @param {Kind[]} [kinds] @returns {Promise<void>}
 */
function ask(kinds = usable()) {
  if (!kinds.length) return Promise.resolve();
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: kinds.map((kind) => templates[kind]),
      success: (said) => kinds.forEach((kind) => note(kind, String(said[templates[kind]] || ''))),
      complete: () => resolve(),
    });
    setTimeout(resolve, PATIENCE_MS);
  });
}

/** An order is seen: where it moved on meanwhile, or its message was opened, what told of that is spent.
 * @param {string} orderId @param {string} state @param {boolean} opened
 */
function follow(orderId, state, opened) {
  const before = kept.get(`noticed.${orderId}`);
  const kind = TOLD[state];
  kept.put(`noticed.${orderId}`, state);
  if (!kind || before === state || !(before || opened)) return;
  const { left, said } = balance(kind);
  kept.put(`notices.${kind}`, { left: Math.max(0, left - 1), said });
}

/** Kinds that WeChat may not bring, of those that may still come.  @param {Kind[]} awaited as the order says */
const missing = (awaited) => usable().filter((kind) => awaited.includes(kind) && balance(kind).left === 0);

module.exports = { ask, follow, missing };
