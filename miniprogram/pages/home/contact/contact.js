/** The branch: where it is, how to get there, when it is open, whom to call. */
const { settings } = require('../../../services/branch');
const { load } = require('../../../shared/work');

Page({
  data: { ready: false, loadError: null, branch: { people: [], route: [] } },
  onLoad() { this.load(); },
  load() {
    return load(this, async () => ({ branch: (await settings()).branch }));
  },
  call(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    wx.makePhoneCall({ phoneNumber: currentTarget.dataset.phone, fail() { /* the visitor thought better of it */ } });
  },
});
