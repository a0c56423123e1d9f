/** Log in: the two texts everybody agrees to, WeChat's phone button, or a picture code and an SMS. */
const login = require('../../../services/login');
const session = require('../../../services/session');
const { go, replace, back } = require('../../../shared/go');
const { digits } = require('../../../shared/words');
const { work } = require('../../../shared/work');
const { Refusal } = require('../../../services/request');

const PHONE = /^1[3-9]\d{9}$/;
const NO_TICK = '请先阅读并勾选同意';

Page({
  data: {
    agreed: false, known: false, sms: false,
    phone: '', picture: '', code: '',
    captcha: { captcha_id: '', image: '' },
    wait: 0, sent: false,
    wrong: /** @type {Record<string, string>} */ ({}),
    hint: '',
    busy: false, error: null,
  },
  timer: 0,

  onLoad() {
    this.setData({ known: session.isKnown() });
  },
  onUnload() {
    clearInterval(this.timer);
  },

  tick(/** @type {WechatMiniprogram.CheckboxGroupChange} */ { detail }) {
    this.setData({ agreed: detail.value.length > 0, wrong: {} });
  },
  read(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    go('/pages/home/text/text', { kind: currentTarget.dataset.kind });
  },
  /** The button of those who have not ticked yet: WeChat's question would come too early. */
  remind() {
    this.setData({ wrong: { agreed: NO_TICK } });
  },

  /** errno: a number, though the typings do not know it. */
  gavePhone(/** @type {{ detail: { code?: string, errno?: number } }} */ { detail }) {
    const { code } = detail;
    if (code) return this.enter(() => login.byWechat(code));
    const why = detail.errno === 1400001 ? '微信手机号登录暂时不可用' : '您没有允许使用微信绑定的手机号';
    this.setData({ hint: `${why}，可以改用短信验证码登录。` });
    return this.openSms();
  },
  async again() {
    await this.enter(() => login.byWechat(null));
    this.setData({ known: session.isKnown() });
  },
  enter(/** @type {() => Promise<login.Started>} */ way) {
    return work(this, async () => {
      try {
        this.go(await way());
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.code === 'phone_needed') session.forget();
        throw refusal;
      }
    });
  },
  /** On to what the session needs first, else back to the step that asked for the login. */
  go(/** @type {login.Started} */ { next, person }) {
    if (next && next.kind === 'PROVE') replace('/pages/me/prove/prove');
    else if (next && next.kind === 'CHANGE_PHONE') replace('/pages/me/phone/phone', { phone: next.phone });
    else if (!person.profile || !person.profile.name) replace('/pages/me/profile/profile');
    else back();
  },

  openSms() {
    this.setData({ sms: true });
    return this.data.captcha.image ? undefined : this.changePicture();
  },
  changePicture() {
    return work(this, async () => this.setData({ captcha: await login.issueCaptcha(), picture: '' }));
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ name: 'phone' | 'picture' | 'code', value: string }>} */ { detail }) {
    const { name, value } = detail;
    this.setData({ [name]: name === 'picture' ? value : digits(value, name === 'phone' ? 11 : 6) });
  },
  send() {
    const { phone, picture, captcha, wait } = this.data;
    const wrong = { phone: PHONE.test(phone) ? '' : '请填写 11 位手机号', picture: picture.trim() ? '' : '请填写图中的字符' };
    this.setData({ wrong });
    if (wait || wrong.phone || wrong.picture) return undefined;
    return work(this, async () => {
      try {
        const sent = await login.sendCode({ phone, captcha_id: captcha.captcha_id, captcha: picture.trim() });
        this.setData({ sent: true });
        this.countDown(sent.retry_after);
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.retryAfter) this.countDown(refusal.retryAfter);
        throw refusal;
      } finally { // a picture is good for one try
        this.setData({ captcha: await login.issueCaptcha(), picture: '' });
      }
    });
  },
  countDown(/** @type {number} */ seconds) {
    const end = Date.now() + seconds * 1000;
    clearInterval(this.timer);
    this.setData({ wait: seconds });
    this.timer = setInterval(() => {
      const wait = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      this.setData({ wait });
      if (!wait) clearInterval(this.timer);
    }, 1000);
  },
  bySms() {
    const { phone, code, agreed } = this.data;
    const wrong = {
      phone: PHONE.test(phone) ? '' : '请填写 11 位手机号',
      code: /^\d{6}$/.test(code) ? '' : '请填写短信中的 6 位数字',
      agreed: agreed ? '' : NO_TICK,
    };
    this.setData({ wrong });
    if (!wrong.phone && !wrong.code && !wrong.agreed) this.enter(() => login.bySms(phone, code));
  },
});
