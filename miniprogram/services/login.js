/** The ways in. */
const {
  agree,
  changePhone,
  issueCaptcha,
  loginBySms,
  loginByWechat,
  logout,
  sendCode,
} = require('../generated/client');
const { TEXTS } = require('../generated/texts');
const account = require('./account');
const kept = require('./kept');
const session = require('./session');
const { Refusal } = require('./request');

/** @typedef {import('../generated/types').SessionView} Started */
/** @typedef {Started & { other: boolean }} Entered other: the pages that are open are somebody else's */

/** WeChat's code for the server, good for five minutes and one use. */
async function wechatCode() {
  const { code } = await wx.login().catch(() => ({ code: '' }));
  if (!code) throw new Refusal({ code: 'wechat_away', message: '微信登录没有响应', action: '请检查网络后重试' });
  return code;
}

/** The versions the visitor could read are the ones recorded.  @param {Started} started */
async function recordConsents({ person }) {
  /** @type {('TERMS' | 'PRIVACY')[]} */
  const asked = ['TERMS', 'PRIVACY'];
  const missing = asked.filter((kind) => person.consents.some((known) => known.kind === kind && !known.given_at));
  const texts = missing.map((kind) => ({ kind, version: TEXTS[kind].version }));
  if (texts.length) account.set(await agree({ texts }));
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

/** After both texts were ticked.  @param {Started} started @returns {Promise<Entered>} */
async function enter(started) {
  const other = begin(started);
  await recordConsents(started).catch(() => {}); // a later step asks again for what is missing
  return { ...started, other };
}

/** phoneCode: of the getPhoneNumber button; null where WeChat's login is bound to an account already.
 * @param {string | null} phoneCode
 */
const byWechat = async (phoneCode) => enter(await loginByWechat({ code: await wechatCode(), phone_code: phoneCode }));

/** @param {string} phone @param {string} code of the SMS */
async function bySms(phone, code) {
  const entered = await enter(await loginBySms({ phone, code, wechat_code: await wechatCode() }));
  kept.put('phone', phone); // for forms that ask for one: the account's own comes masked
  return entered;
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

module.exports = { wechatCode, byWechat, bySms, renew, leave, forget, issueCaptcha, sendCode, changePhone };
