/** The rear camera with the outline of a head over it, and no way to turn it round. */
const level = require('../../../services/level');
const photos = require('../../../services/photos');
const { cancelled, disagreed } = require('../../../shared/chosen');
const { countDown, stop } = require('../../../shared/countdown');
const { leave } = require('../../../shared/go');
const { work } = require('../../../shared/work');

/** @returns {Promise<string>} path of the picture */
const shot = () =>
  new Promise((resolve, reject) => {
    wx.createCameraContext().takePhoto({
      quality: 'high',
      success: ({ tempImagePath }) => resolve(tempImagePath),
      fail: reject,
    });
  });

const TIMES = [0, 3, 10]; // seconds before the shot

Page({
  data: {
    level: true,
    album: false,
    timer: 0,
    left: 0, // left: seconds until the shot
    orderId: '',
    state: 'opening',
    disagreed: false,
    path: '',
    busy: false,
    error: null, // state: opening, ready, stopped, refused, taken
  },
  away: false,
  unwatch() {
    /* nothing is watched yet */
  },

  onLoad({ order_id: orderId = '', album = '' }) {
    this.setData({ orderId, album: album === '1' });
  },
  onUnload() {
    stop(this);
    this.unwatch();
  },
  /** In the background WeChat takes the lens away, and gives it to a new <camera> only. */
  onHide() {
    this.away = true;
    this.unwatch();
    this.halt();
    this.stopped();
  },
  onShow() {
    this.away = false;
    this.unwatch();
    this.unwatch = level.watch((held) => this.setData({ level: held }));
    this.reopen();
  },
  stopped() {
    if (['opening', 'ready'].includes(this.data.state)) this.setData({ state: 'stopped' }, () => this.reopen());
  },
  reopen() {
    if (!this.away && this.data.state === 'stopped') this.again();
  },
  opened() {
    this.setData({ state: 'ready' });
  },
  refused(/** @type {WechatMiniprogram.CustomEvent<{ errMsg: string }>} */ { detail }) {
    this.setData({ state: 'refused', disagreed: disagreed(detail) });
  },
  /** Back from WeChat's settings: tries again if it is allowed now. */
  settled(/** @type {WechatMiniprogram.CustomEvent<{ authSetting?: Record<string, boolean> }>} */ { detail }) {
    if (detail.authSetting?.['scope.camera']) this.setData({ state: 'opening' });
  },
  nextTimer() {
    this.setData({ timer: TIMES[(TIMES.indexOf(this.data.timer) + 1) % TIMES.length] });
  },
  halt() {
    stop(this);
    this.setData({ left: 0 });
  },
  /** The shutter: at once, after the timer, or instead of it. */
  press() {
    const { left, timer } = this.data;
    if (left) this.halt();
    else if (!timer) this.take();
    else {
      countDown(this, Date.now() + timer * 1000, (seconds) => {
        this.setData({ left: seconds });
        if (!seconds) this.take();
      });
    }
  },
  choose() {
    return work(this, async () => {
      try {
        const { tempFiles } = await wx.chooseMedia({
          count: 1,
          mediaType: ['image'],
          sourceType: ['album'],
          sizeType: ['original'],
        });
        photos.hand(this.data.orderId, tempFiles[0].tempFilePath);
        leave();
      } catch (problem) {
        if (!cancelled(problem)) throw problem;
      }
    });
  },
  take() {
    return work(this, async () => {
      this.setData({ state: 'taken', path: await shot() });
    });
  },
  again() {
    this.setData({ state: 'opening', path: '' });
  },
  use() {
    photos.hand(this.data.orderId, this.data.path);
    leave();
  },
  leave() {
    leave();
  },
});
