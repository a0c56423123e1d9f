/** WeChat names another number than the account's: keep it, or change it after an SMS to the new one. */
const account = require('../../../services/account');
const login = require('../../../services/login');
const { afterLogin } = require('../../../shared/after_login');
const { load, work } = require('../../../shared/work');

Page({
  data: { phone: '', ready: false, loadError: null, now: '', changing: false, busy: false, error: null },

  onLoad({ phone = '' }) {
    this.setData({ phone });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    return load(this, async () => ({ now: (await account.get()).phone }));
  },
  keep() {
    afterLogin();
  },
  change() {
    this.setData({ changing: true });
  },
  gaveCode(/** @type {WechatMiniprogram.CustomEvent<{ phone: string, code: string }>} */ { detail }) {
    return work(this, async () => {
      const { person } = await login.changePhone({ phone: detail.phone, code: detail.code });
      account.set(person);
      afterLogin();
    });
  },
});
