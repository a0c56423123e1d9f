/** The ways in. */
const client = require('../generated/client');
const { issueCaptcha, loginBySms, loginByWechat, logout, provePhone, sendCode } = client;
const { VERSIONS } = require('../generated/titles');
const account = require('./account');
const kept = require('./kept');
const session = require('./session');
const { Refusal } = require('./request');

/** @typedef {import('../generated/types').SessionView} Started */
/** @typedef {Started & { other: boolean }} Entered other: the pages that are open are somebody else's */

/** What the one tick is for, in the versions that the visitor could read; a newer one is asked for by the step that
 * needs it.
 * @type {('TERMS' | 'PRIVACY')[]} */
const TICKED = ['TERMS', 'PRIVACY'];
const AGREED = TICKED.map((kind) => ({ kind, version: VERSIONS[kind] }));

/** WeChat's code for the server, good for five minutes and one use. */
async function wechatCode() {
  const { code } = await wx.login().catch(() => ({ code: '' }));
  if (!code) throw new Refusal({ code: 'wechat_away', message: '微信登录没有响应', action: '请检查网络后重试' });
  return code;
}

/** Somebody else at the same phone starts with empty forms.  @param {Started} started
 * @returns whether it is somebody else */
function begin(started) {
  const [before, now] = [kept.get('who'), started.person.created_at]; // the phone is masked, and may change
  if (before !== now) kept.dropAll();
  kept.put('who', now);
  session.begin(started.token, started.wechat === 'HERE');
  account.set(started.person);
  return before !== null && before !== now;
}

/** @param {Started} started @returns {Entered} */
const enter = (started) => ({ ...started, other: begin(started) });

/** After both texts were ticked.  phoneCode: of the getPhoneNumber button; null where WeChat's login is bound to an
 * account already.
 * @param {string | null} phoneCode
 */
async function byWechat(phoneCode) {
  const entered = enter(await loginByWechat({ code: await wechatCode(), phone_code: phoneCode, texts: AGREED }));
  if (entered.phone) kept.put('phone', entered.phone); // as below
  return entered;
}

/** After both texts were ticked.  code: of the SMS; asker: whom it was sent for.
 * @param {{ phone: string, code: string, asker: string }} given */
async function bySms({ phone, code, asker }) {
  const entered = enter(await loginBySms({ phone, code, asker, wechat_code: await wechatCode(), texts: AGREED }));
  kept.put('phone', phone); // for forms that ask for one: the account's own comes masked
  return entered;
}

/** The code goes to the new number; with it the number is changed, and this phone goes on in a new session.
 * @param {{ phone: string, captcha_id?: string, captcha?: string, work?: string, code?: string, asker?: string }}
 *   wanted */
async function changePhone(wanted) {
  const step = await client.changePhone(wanted);
  if (step.session) {
    begin(step.session);
    kept.put('phone', wanted.phone);
  }
  return step;
}

/** Shows by WeChat's login whose account it is; false where that leads to another or none. */
async function proveByWechat() {
  try {
    await provePhone({ wechat_code: await wechatCode() });
    return true;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'wechat_elsewhere') return false;
    throw refusal;
  }
}

/** Logs in again without asking; false when WeChat's login leads nowhere. */
async function renew() {
  if (!session.isKnown()) return false;
  try {
    begin(await loginByWechat({ code: await wechatCode() }));
    return true;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'phone_needed') session.forget();
    return false;
  }
}

/** Nothing of the account stays on this phone. */
function forget() {
  session.end();
  session.forget();
  kept.dropAll();
  account.set(null);
}

async function leave() {
  try {
    await logout();
  } catch (problem) {
    // it is over already: all the more
    if (!(problem instanceof Refusal) || problem.code !== 'session_over') throw problem;
  }
  forget();
}

module.exports = {
  wechatCode,
  byWechat,
  bySms,
  renew,
  leave,
  forget,
  issueCaptcha,
  sendCode,
  changePhone,
  provePhone,
  proveByWechat,
};
