/** The photo: consent first, then the picture, its verdict, and on to the confirmation. */
const account = require('../../../services/account');
const files = require('../../../services/files');
const orders = require('../../../services/orders');
const photos = require('../../../services/photos');
const { cancelled } = require('../../../shared/chosen');
const { go } = require('../../../shared/go');
const { appealData, judgedData, orderData } = require('../photo_data');
const { load, work } = require('../../../shared/work');
const { Refusal } = require('../../../services/request');

const UNJUDGED = new Set(['WAITING', 'CHECKING']);
const REPLACES = '已有一张合格的照片，上传新照片后就不能再用它了';

/** A refusal that the same picture would get again.  @param {unknown} problem */
const isFinal = (problem) => problem instanceof Refusal && problem.status >= 400 && problem.status < 500;

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    way: /** @type {ReturnType<typeof import('../../../shared/way_out').wayOut> | null} */ (null),
    wanted: true,
    withdrawable: false,
    album: false,
    rejection: /** @type {object | null} */ (null),
    correcting: false,
    consent: /** @type {import('../../../generated/types').ConsentView | null} */ (null),
    path: '',
    doubts: /** @type {string[]} */ ([]),
    stage: '',
    percent: 0,
    waiting: false,
    judging: false, // it arrived, and has no verdict yet
    passed: false, // the photo before this one is good
    judged: /** @type {ReturnType<typeof judgedData>} */ (null),
    appeal: /** @type {ReturnType<typeof appealData>} */ (null),
  },
  over: false,
  picture: /** @type {files.Picture | null} */ (null), // not sent yet
  photoNo: 0, // sent, and not judged yet
  arrived: false, // and surely there: this page sent it
  before: { path: '', judged: /** @type {ReturnType<typeof judgedData>} */ (null) }, // what stood here with its verdict

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  onUnload() {
    this.over = true;
  },
  /** Also comes back from the camera's page and from the login. */
  async onShow() {
    if (!this.data.ready || this.data.loadError) await this.load();
    const path = photos.collect(this.data.orderId);
    if (path) this.step(() => this.take(path));
  },
  load() {
    const { orderId } = this.data;
    return load(
      this,
      async () => {
        const [order, me] = [await orders.show(orderId), await account.get()];
        if (order.photo && UNJUDGED.has(order.photo.state)) this.wait(order.photo.photo_no, false);
        return orderData(order, me);
      },
      { orderId },
    );
  },
  async agree() {
    const { consent } = this.data;
    if (!consent) return;
    await work(this, async () => {
      await account.consent(consent, true);
      this.setData({ consent: null });
    });
  },

  camera() {
    go('/pages/photo/camera/camera', { order_id: this.data.orderId, album: this.data.album ? 1 : '' });
  },
  album() {
    return this.step(async () => {
      try {
        const { tempFiles } = await wx.chooseMedia({
          count: 1,
          mediaType: ['image'],
          sourceType: ['album'],
          sizeType: ['original'],
        });
        await this.take(tempFiles[0].tempFilePath);
      } catch (problem) {
        if (!cancelled(problem)) throw problem;
      }
    });
  },
  async take(/** @type {string} */ path) {
    this.setData({ stage: 'looking' });
    const picture = await files.prepared(path, 'PHOTO');
    this.photoNo = 0;
    this.show(picture, photos.doubtsOf(picture));
    if (this.data.passed) this.setData({ doubts: [...this.data.doubts, REPLACES] });
    if (!this.data.doubts.length) await this.deliver();
  },
  /** Instead of the photo before, whose verdict is not its own. */
  show(/** @type {files.Picture} */ picture, /** @type {string[]} */ doubts) {
    const { path, judged } = this.data;
    if (judged) this.before = { path, judged };
    this.picture = picture;
    const { judged: known } = this.before;
    this.setData({
      path: picture.path,
      doubts,
      judged: null,
      judging: false,
      passed: Boolean(known?.passed && !known.spent),
    });
  },
  send() {
    return this.step(() => this.deliver());
  },
  giveUp() {
    this.picture = null;
    this.setData({ ...this.before, error: null });
  },
  /** After a refusal or a lost line: goes on where it stopped, and nobody takes the photo again. */
  again() {
    if (this.photoNo) return this.wait(this.photoNo, this.arrived);
    return this.picture ? this.send() : this.load();
  },
  wait(/** @type {number} */ photoNo, /** @type {boolean} */ arrived) {
    return this.step(() => this.judge(photoNo, arrived));
  },
  async deliver() {
    const { orderId, doubts } = this.data;
    const { picture } = this;
    if (!picture) return;
    this.show(picture, doubts);
    this.setData({ stage: 'sending', percent: 0, waiting: false });
    const sending = files.send({
      purpose: 'PHOTO',
      picture,
      orderId,
      isOver: () => this.over,
      onProgress: ({ share, waiting }) => {
        const percent = Math.round(share * 100);
        if (percent !== this.data.percent || waiting !== this.data.waiting) this.setData({ percent, waiting });
      },
    });
    const form = await sending.catch((refusal) => {
      if (isFinal(refusal) && this.before.judged) this.setData(this.before);
      throw refusal;
    });
    this.picture = null;
    await this.judge(form.photo_no || 0, true);
  },
  async judge(/** @type {number} */ photoNo, /** @type {boolean} */ arrived) {
    this.photoNo = photoNo;
    this.arrived = arrived;
    this.before = { path: '', judged: null };
    this.setData({ stage: 'judging', judging: true, passed: false, waiting: false });
    const photo = await photos.verdict(
      this.data.orderId,
      photoNo,
      arrived,
      () => this.over,
      (waiting) => {
        if (waiting !== this.data.waiting) this.setData({ waiting });
      },
    );
    this.photoNo = 0;
    this.setData({ judged: judgedData(photo, false), judging: false, appeal: null });
    if (photo.state === 'FAILED') this.setData({ appeal: appealData(await orders.show(this.data.orderId)) });
  },
  step(/** @type {() => Promise<void>} */ job) {
    return work(
      this,
      async () => {
        try {
          await job();
        } finally {
          this.setData({ stage: '' });
        }
      },
      { orderId: this.data.orderId },
    );
  },

  confirm() {
    go('/pages/photo/confirm/confirm', { order_id: this.data.orderId });
  },
  requirements() {
    go('/pages/photo/requirements/requirements', { order_id: this.data.orderId });
  },
});
