/** The rear camera with the outline of a head over it, and no way to turn it round. */
const photos = require('../../../services/photos');
const { back } = require('../../../shared/go');
const { work } = require('../../../shared/work');

/** @returns {Promise<string>} path of the picture */
const shot = () => new Promise((resolve, reject) => {
  wx.createCameraContext().takePhoto({ quality: 'high', success: ({ tempImagePath }) => resolve(tempImagePath), fail: reject });
});

Page({
  data: { orderId: '', state: 'opening', path: '', busy: false, error: null }, // opening, ready, refused, taken

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  opened() { this.setData({ state: 'ready' }); },
  refused() { this.setData({ state: 'refused' }); },
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
    back();
  },
  leave() { back(); },
});
