/** WeChat names another number than the account's: keep it, or change it after an SMS to the new one. */
const account = require('../../../services/account');
const login = require('../../../services/login');
const { back } = require('../../../shared/go');
const { work } = require('../../../shared/work');

Page({
  data: { phone: '', now: '', changing: false, busy: false, error: null },

  async onLoad({ phone = '' }) {
    this.setData({ phone, now: (await account.get()).phone });
  },
  keep() { back(); },
  change() { this.setData({ changing: true }); },
  gaveCode(/** @type {WechatMiniprogram.CustomEvent<{ phone: string, code: string }>} */ { detail }) {
    return work(this, async () => {
      const { person } = await login.changePhone({ phone: detail.phone, code: detail.code });
      account.set(person);
      back();
    });
  },
});
