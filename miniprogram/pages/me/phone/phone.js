/** Another number for the account, WeChat's or one that is typed: first whose account it is, then an SMS to it. */
const { folded, wrongOf } = require('../../../generated/answers');
const { FIELDS } = require('../../../generated/rules');
const account = require('../../../services/account');
const login = require('../../../services/login');
const { Refusal } = require('../../../services/request');
const { afterLogin } = require('../../../shared/after_login');
const { go } = require('../../../shared/go');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    phone: '', // WeChat's, "" where the owner came by herself
    ready: false,
    loadError: null,
    now: '',
    readable: true, // otherwise words stand in the number's place: no SMS can go there
    known: false,
    step: 'ask', // ask, prove, number
    label: FIELDS.id_tail.label,
    tail: '',
    wrong: '',
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
    return load(this, async () => {
      const { phone: now, id_tail_known: known } = await account.get();
      return { now, known, readable: /^\d/.test(now) };
    });
  },
  keep() {
    afterLogin();
  },
  change() {
    return work(this, async () => this.setData({ step: (await login.proveByWechat()) ? 'number' : 'prove' }));
  },
  proveByCode(/** @type {WechatMiniprogram.CustomEvent<{ code: string, asker: string }>} */ { detail }) {
    return this.prove({ code: detail.code, asker: detail.asker });
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
    this.setData({ tail: detail.value, wrong: '' });
  },
  proveByTail() {
    const wrong = wrongOf(FIELDS.id_tail, this.data.tail);
    this.setData({ wrong });
    return wrong ? undefined : this.prove({ id_tail: folded(FIELDS.id_tail, this.data.tail) });
  },
  prove(/** @type {{ code?: string, asker?: string, id_tail?: string }} */ proof) {
    return work(this, async () => {
      await login.provePhone(proof);
      this.setData({ step: 'number' });
    });
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
  contact() {
    go('/pages/home/contact/contact');
  },
});
