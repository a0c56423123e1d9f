/** The rear camera with the outline of a head over it, and no way to turn it round. */
const photos = require('../../../services/photos');
const { disagreed } = require('../../../shared/chosen');
const { leave } = require('../../../shared/go');
const { work } = require('../../../shared/work');

/** @returns {Promise<string>} path of the picture */
const shot = () => new Promise((resolve, reject) => {
  wx.createCameraContext().takePhoto({ quality: 'high', success: ({ tempImagePath }) => resolve(tempImagePath), fail: reject });
});

Page({
  data: { orderId: '', state: 'opening', disagreed: false, path: '', busy: false, error: null }, // opening, ready, stopped, refused, taken
  away: false,

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  /** In the background WeChat takes the lens away, and gives it to a new <camera> only. */
  onHide() {
    this.away = true;
    this.stopped();
  },
  onShow() {
    this.away = false;
    this.reopen();
  },
  stopped() {
    if (['opening', 'ready'].includes(this.data.state)) this.setData({ state: 'stopped' }, () => this.reopen());
  },
  reopen() {
    if (!this.away && this.data.state === 'stopped') this.again();
  },
  opened() { this.setData({ state: 'ready' }); },
  refused(/** @type {WechatMiniprogram.CustomEvent<{ errMsg: string }>} */ { detail }) {
    this.setData({ state: 'refused', disagreed: disagreed(detail) });
  },
  /** Back from WeChat's settings: tries again if it is allowed now. */
  settled(/** @type {WechatMiniprogram.CustomEvent<{ authSetting?: Record<string, boolean> }>} */ { detail }) {
    if (detail.authSetting && detail.authSetting['scope.camera']) this.setData({ state: 'opening' });
  },
  take() {
    return work(this, async () => {
      this.setData({ state: 'taken', path: await shot() });
    });
  },
  again() { this.setData({ state: 'opening', path: '' }); },
  use() {
    photos.hand(this.data.orderId, this.data.path);
    leave();
  },
  leave() { leave(); },
});
