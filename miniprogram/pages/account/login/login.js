/** Log in: the two texts everybody agrees to, then WeChat's phone button, or a picture code and an SMS. */
const { TITLES } = require('../../../generated/titles');
const login = require('../../../services/login');
const session = require('../../../services/session');
const { Refusal } = require('../../../services/request');
const { afterLogin } = require('../../../shared/after_login');
const { go, leave } = require('../../../shared/go');
const { work } = require('../../../shared/work');

const NO_QUOTA = 1400001; // WeChat's phone button is paid for, and the account is empty

Page({
  data: {
    titles: TITLES,
    why: '',
    agreed: false,
    missing: '',
    known: false,
    sms: false,
    hint: '',
    busy: false,
    error: null,
  },

  onLoad() {
    this.setData({ known: session.isKnown(), why: session.why() });
  },
  tick(/** @type {WechatMiniprogram.CheckboxGroupChange} */ { detail }) {
    this.setData({ agreed: detail.value.length > 0, missing: '' });
  },
  read(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    go('/pages/home/text/text', { kind: currentTarget.dataset.kind });
  },
  /** The button of those who have not ticked yet: WeChat's question would come too early. */
  remind() {
    this.setData({ missing: '请先阅读并勾选同意' });
  },

  /** errno: a number, though the typings do not know it. */
  gavePhone(/** @type {{ detail: { code?: string, errno?: number } }} */ { detail }) {
    const { code, errno } = detail;
    if (code) return this.enter(() => login.byWechat(code));
    const why = errno === NO_QUOTA ? '微信手机号登录暂时不可用' : '您没有允许使用微信绑定的手机号';
    this.setData({ hint: `${why}，可以改用短信验证码登录。`, sms: true });
    return undefined;
  },
  again() {
    return this.enter(() => login.byWechat(null));
  },
  later() {
    leave();
  },
  contact() {
    go('/pages/home/contact/contact');
  },
  openSms() {
    if (this.data.agreed) this.setData({ sms: true });
    else this.remind();
  },
  gaveCode(/** @type {WechatMiniprogram.CustomEvent<{ phone: string, code: string, asker: string }>} */ { detail }) {
    if (this.data.agreed) return this.enter(() => login.bySms(detail));
    return this.remind();
  },
  /** A number that changed and a phone that was lent look alike: who looks for her orders learns where they are. */
  tellWhose(/** @type {string} */ phone) {
    const other = '这个微信绑定的是另一个账号；要使用它，请退出登录后改用微信登录。';
    const content = `您现在使用的是手机号 ${phone} 的账号。${other}`;
    return wx.showModal({ title: '已登录', content, showCancel: false, confirmText: '知道了' });
  },
  enter(/** @type {() => Promise<login.Entered>} */ way) {
    return work(this, async () => {
      try {
        const { person, next, other, wechat } = await way();
        if (wechat === 'ELSEWHERE') await this.tellWhose(person.phone);
        afterLogin(next, other);
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.code === 'phone_needed') {
          session.forget();
          this.setData({ known: false });
        }
        throw refusal;
      }
    });
  },
});
