/** A phone number, the code of a picture, the code of an SMS.
 *
 * Fires `code` with { phone, code, asker } when all is there; asker: whom the code was sent for.
 * purpose "own": the SMS goes to the account's present number,
 * which is not typed; "change": to its new one.
 */
const login = require('../../services/login');
const { waitOf, wrongCode } = require('../../generated/sms_form');
const { Refusal } = require('../../services/request');
const { countDown, stop } = require('../../shared/countdown');
const search = require('../../shared/search');
const { digits, howLong } = require('../../shared/words');
const { work } = require('../../shared/work');

const PHONE = /^1[3-9]\d{9}$/;
const NONE = { captcha_id: '', image: '' };

Component({
  properties: {
    phone: { type: String, value: '' },
    /** "login", "own" or "change" */
    purpose: { type: String, value: 'login' },
    word: { type: String, value: '登录' },
    /** the page is at work with the code */
    busyPage: { type: Boolean, value: false },
    /** what the page was refused */
    pageError: { type: Object, value: null },
  },
  data: {
    picture: '',
    code: '',
    wait: 0,
    waitText: '',
    sent: false,
    busy: false,
    preparing: false, // the picture's work is waited for
    error: null,
    asked: '', // the number that `wait`, `sent` and `asker` are about
    asker: '',
    captcha: NONE,
    wrong: /** @type {Record<string, string>} */ ({}),
  },
  lifetimes: {
    attached() {
      this.changePicture();
    },
    detached() {
      stop(this);
      search.stop(this);
    },
  },
  methods: {
    changePicture() {
      return work(this, () => this.renewPicture());
    },
    /** Always a picture: Tencent's captcha is a plugin here, and WeChat's own button needs none. */
    async renewPicture() {
      const captcha = await login.issueCaptcha({ without: 'tencent' });
      search.begin(this, captcha.captcha_id, captcha.bits);
      this.setData({ captcha, picture: '' });
    },
    /** The picture's work, which is mostly done before its signs are typed. */
    async workOfPicture() {
      this.setData({ preparing: !search.isDone(this) });
      const found = await search.found(this);
      this.setData({ preparing: false });
      return found;
    },
    typed(
      /** @type {WechatMiniprogram.CustomEvent<{ name: 'phone' | 'picture' | 'code', value: string }>} */ { detail },
    ) {
      const { name, value } = detail;
      this.setData({ [name]: name === 'picture' ? value : digits(value), [`wrong.${name}`]: '' });
    },
    send() {
      const { phone, picture, captcha } = this.data;
      const wait = this.data.asked === phone && this.data.wait;
      const wrong = { phone: this.wrongPhone(), picture: picture.trim() ? '' : '请填写图中的字符' };
      this.setData({ wrong });
      if (wait || wrong.phone || wrong.picture) return undefined;
      return work(this, async () => {
        const found = await this.workOfPicture();
        if (found === null) {
          this.setData({ 'wrong.picture': '图片已换了一张，请填写新的字符' });
          return;
        }
        try {
          await this.ask({ phone, captcha_id: captcha.captcha_id, captcha: picture.trim(), work: found });
        } catch (refusal) {
          if (refusal instanceof Refusal && waitOf(refusal)) this.wait(phone, waitOf(refusal));
          throw refusal;
        } finally {
          // a picture is good for one try; that none comes is less than what the try was refused for
          await this.renewPicture().catch(() => this.setData({ captcha: NONE, picture: '' }));
        }
      });
    },
    /** Has the SMS sent. */
    async ask(/** @type {{ phone: string, captcha_id: string, captcha: string, work: string }} */ wanted) {
      const { phone, ...solved } = wanted;
      const sent =
        this.data.purpose === 'login'
          ? await login.sendCode(wanted)
          : (await (this.data.purpose === 'own' ? login.provePhone(solved) : login.changePhone(wanted))).sent;
      if (!sent) return;
      this.wait(phone, sent.retry_after);
      this.setData({ sent: true, asker: sent.asker });
    },
    wait(/** @type {string} */ phone, /** @type {number} */ seconds) {
      const same = this.data.asked === phone;
      this.setData({ asked: phone, sent: this.data.sent && same, asker: same ? this.data.asker : '' });
      countDown(this, Date.now() + seconds * 1000, (wait) => this.setData({ wait, waitText: howLong(wait) }));
    },
    wrongPhone() {
      return this.data.purpose === 'own' || PHONE.test(this.data.phone) ? '' : '请填写 11 位手机号';
    },
    submit() {
      const { phone, code, asked } = this.data;
      const asker = asked === phone ? this.data.asker : '';
      const wrong = { phone: this.wrongPhone(), code: wrongCode(code, asker) || '' };
      this.setData({ wrong });
      if (!wrong.phone && !wrong.code) this.triggerEvent('code', { phone, code, asker });
    },
  },
});
