/** The photo: consent first, then the picture, its verdict, and on to the confirmation. */
const account = require('../../../services/account');
const files = require('../../../services/files');
const orders = require('../../../services/orders');
const photos = require('../../../services/photos');
const { cancelled } = require('../../../shared/chosen');
const { down, go } = require('../../../shared/go');
const { judgedData, orderData } = require('../photo_data');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    orderId: '', ready: false, loadError: null, busy: false, error: null,
    label: '', wanted: true, album: false, rejection: /** @type {object | null} */ (null),
    consent: /** @type {import('../../../generated/types').ConsentView | null} */ (null),
    path: '', doubts: /** @type {string[]} */ ([]), stage: '', percent: 0, waiting: false,
    judged: /** @type {ReturnType<typeof judgedData>} */ (null),
  },
  over: false,
  picture: /** @type {files.Picture | null} */ (null),
  photoNo: 0, // sent, and not judged yet

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  onUnload() { this.over = true; },
  /** Also comes back from the camera's page and from the login. */
  async onShow() {
    if (!this.data.ready || this.data.loadError) await this.load();
    const path = photos.collect(this.data.orderId);
    if (path) this.take(path);
  },
  load() {
    const { orderId } = this.data;
    return load(this, async () => {
      const [order, me] = [await orders.recent(orderId), await account.get()];
      if (order.photo && order.photo.state === 'CHECKING') this.wait(order.photo.photo_no);
      return orderData(order, me);
    }, { orderId });
  },
  async agree() {
    const { consent } = this.data;
    if (!consent) return;
    await work(this, async () => {
      await account.consent(consent, true);
      this.setData({ consent: null });
    });
  },

  camera() { go('/pages/photo/camera/camera', { order_id: this.data.orderId }); },
  async album() {
    try {
      const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['album'], sizeType: ['original'] });
      await this.take(tempFiles[0].tempFilePath);
    } catch (problem) {
      await work(this, async () => { if (!cancelled(problem)) throw problem; });
    }
  },
  take(/** @type {string} */ path) {
    return this.step(async () => {
      this.photoNo = 0;
      this.setData({ path, judged: null, stage: 'looking' });
      this.picture = await files.prepared(path, 'PHOTO');
      const doubts = photos.doubtsOf(this.picture);
      this.setData({ doubts });
      if (!doubts.length) await this.deliver();
    });
  },
  send() {
    return this.step(() => this.deliver());
  },
  /** After a refusal or a lost line: goes on where it stopped, and nobody takes the photo again. */
  again() {
    if (this.photoNo) return this.wait(this.photoNo);
    if (this.picture) return this.send();
    return this.data.path ? this.take(this.data.path) : this.load();
  },
  wait(/** @type {number} */ photoNo) {
    return this.step(() => this.judge(photoNo));
  },
  async deliver() {
    const { orderId } = this.data;
    if (!this.picture) return;
    this.setData({ stage: 'sending', percent: 0, waiting: false, doubts: [] });
    const form = await files.send({
      purpose: 'PHOTO', picture: this.picture, orderId, isOver: () => this.over,
      onProgress: ({ share, waiting }) => {
        const percent = Math.round(share * 100);
        if (percent !== this.data.percent || waiting !== this.data.waiting) this.setData({ percent, waiting });
      },
    });
    await this.judge(form.photo_no || 0);
  },
  async judge(/** @type {number} */ photoNo) {
    this.photoNo = photoNo;
    this.setData({ stage: 'judging' });
    const photo = await photos.verdict(this.data.orderId, photoNo, () => this.over);
    this.photoNo = 0;
    this.setData({ judged: judgedData(photo, false) });
  },
  step(/** @type {() => Promise<void>} */ job) {
    return work(this, async () => {
      try {
        await job();
      } finally {
        this.setData({ stage: '' });
      }
    }, { orderId: this.data.orderId });
  },

  confirm() { go('/pages/photo/confirm/confirm', { order_id: this.data.orderId }); },
  requirements() { go('/pages/photo/requirements/requirements', { order_id: this.data.orderId }); },
  order() { down('/pages/orders/detail/detail', { order_id: this.data.orderId }); },
});
