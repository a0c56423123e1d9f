/** Another number for the account, WeChat's or one that is typed: first whose account it is, then an SMS to it. */
const account = require('../../../services/account');
const login = require('../../../services/login');
const { Refusal } = require('../../../services/request');
const { afterLogin } = require('../../../shared/after_login');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    phone: '', // WeChat's, "" where the owner came by herself
    ready: false,
    loadError: null,
    now: '',
    step: 'ask', // ask, prove, number
    busy: false,
    error: null,
  },

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
    return work(this, async () => this.setData({ step: (await login.proveByWechat()) ? 'number' : 'prove' }));
  },
  proven() {
    this.setData({ step: 'number' });
  },
  gaveCode(/** @type {WechatMiniprogram.CustomEvent<{ phone: string, code: string, asker: string }>} */ { detail }) {
    return work(this, async () => {
      try {
        await login.changePhone({ phone: detail.phone, code: detail.code, asker: detail.asker });
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.code === 'phone_proof_needed') this.setData({ step: 'prove' });
        throw refusal;
      }
      afterLogin();
    });
  },
});
