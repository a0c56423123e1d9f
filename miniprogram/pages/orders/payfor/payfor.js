/** Paying for somebody else, by a card sent in WeChat and without a login: a title, half a name, an amount. */
const { showPayRequest } = require('../../../generated/client');
const { ofLink } = require('../../../services/payables');
const pays = require('../../../services/pays');
const { Refusal } = require('../../../services/request');
const { go } = require('../../../shared/go');
const { decoded } = require('../../../shared/scene');
const { yuan } = require('../../../shared/words');
const { load, work } = require('../../../shared/work');

/** @type {Record<pays.Said, string>} */
const HINTS = {
  ok: '正在等待微信支付确认，请不要重复付款。稍后点“查看支付结果”。',
  cancel: '您取消了支付，可以在链接失效前继续支付。',
  fail: '支付没有完成，可以再试一次；如果已经扣款，请不要重复付款，稍后查看结果。',
  late: '等待较久，已停止自动查询支付结果。付款后请点“查看支付结果”，不要重复付款。',
  lost: '网络不通，还没有查到支付结果。如果已经付款，请不要重复付款，稍后点“查看支付结果”。',
  returned: '',
  settled: '',
};
const UNSURE = new Set(['ok', 'fail', 'late', 'lost']);

Page({
  data: {
    token: '', ready: false, loadError: null, busy: false, error: null,
    name: '', title: '', price: '', until: '', payable: false, paid: false, hint: '', note: '', unsure: false, returned: false,
  },
  over: false,

  onLoad({ token }) {
    this.setData({ token: decoded(token) });
  },
  /** Also back from the background: somebody else may have paid meanwhile. */
  onShow() { if (!this.data.busy) this.load(); },
  onUnload() { this.over = true; },
  load() {
    return load(this, async () => {
      const asked = await showPayRequest(this.data.token, { mini: true, platform: wx.getDeviceInfo().platform });
      return {
        name: asked.name, title: asked.title, price: yuan(asked.amount_text), until: asked.expires_at,
        paid: asked.state === 'PAID', payable: asked.ways.length > 0, hint: asked.hint,
      };
    });
  },
  pay() {
    const payable = ofLink(this.data.token);
    return work(this, async () => {
      try {
        const started = await pays.start(payable);
        this.setData({ note: '', unsure: false });
        const said = await pays.open(payable, started, () => {}, () => this.over);
        await this.ended(await pays.outcome(payable, started.key, said));
      } catch (refusal) {
        if (!(refusal instanceof Refusal && ['pay_link_over', 'pay_link_paid'].includes(refusal.code))) throw refusal;
        await this.load();
      }
    });
  },
  /** What became of a payment; whether the link is paid, the link itself says. */
  async ended(/** @type {pays.Said} */ known) {
    await this.load();
    this.setData({ note: HINTS[known], unsure: UNSURE.has(known), returned: known === 'returned' });
  },
  contact() { go('/pages/home/contact/contact'); },
});
