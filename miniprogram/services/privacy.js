/** WeChat's own question about privacy: it waits until the visitor has read the guide and tapped “agree”.
 *
 * WeChat holds the call that needs the consent back; the sheet of the page in front (components/privacy-sheet) shows
 * the question and answers it.
 */

/** @typedef {(answer: { event: 'agree' | 'disagree' | 'exposureAuthorization', buttonId?: string }) => void} Resolve */

/** @type {Resolve[]} */
let waiting = [];
/** @type {((waiting: boolean) => void) | null} */
let sheet = null;

function listen() {
  wx.onNeedPrivacyAuthorization((/** @type {any} */ given) => {
    const resolve = /** @type {Resolve} */ (given);
    waiting.push(resolve);
    if (sheet) {
      resolve({ event: 'exposureAuthorization' });
      sheet(true);
    }
  });
}

/** @param {(waiting: boolean) => void} show of the page in front */
function show(show) {
  sheet = show;
  show(waiting.length > 0);
}

/** @param {(waiting: boolean) => void} show */
function hide(show) {
  if (sheet === show) sheet = null;
}

/** The page is gone: what it was asked is answered, or the next page would ask it for nobody.
 * @param {(waiting: boolean) => void} show */
function leave(show) {
  const inFront = sheet === show;
  hide(show);
  if (inFront) answer(false, '');
}

/** @param {boolean} agreed @param {string} buttonId of the button that was tapped */
function answer(agreed, buttonId) {
  const all = waiting;
  waiting = [];
  all.forEach((resolve) => resolve(agreed ? { event: 'agree', buttonId } : { event: 'disagree' }));
  if (sheet) sheet(false);
}

module.exports = { listen, show, hide, leave, answer };
