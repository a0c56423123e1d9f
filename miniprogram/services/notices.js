/** Subscribe messages: each “accept” is one message WeChat may bring.
 *
 * What is left is counted per template: one more for each accept, one less for each message that was opened.
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

/** Asks for one message of each template; to be called in a tap or in a payment's callback, before anything is waited for.
 * Resolves whatever the answer is, and without one: nobody has to accept.
 * @returns {Promise<void>}
 */
function ask() {
  const kinds = usable();
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

/** A message of this kind was opened.  @param {string | undefined} kind */
function spent(kind) {
  const known = KINDS.find((one) => one === kind);
  if (!known) return;
  const { left, said } = balance(known);
  kept.put(`notices.${known}`, { left: Math.max(0, left - 1), said });
}

/** Whether WeChat may bring the next message of this kind; null when there is no template.  @param {Kind} kind */
const isOn = (kind) => (templates[kind] ? balance(kind).left > 0 : null);

module.exports = { ask, spent, isOn };
