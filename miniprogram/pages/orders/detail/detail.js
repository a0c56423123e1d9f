/** One order: where it stands, what to do next, what happened.  Messages of WeChat lead here. */
const { ORDER_ACTS } = require('../../../generated/labels');
const album = require('../../../services/album');
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const { follow } = require('../../../shared/follow');
const { go } = require('../../../shared/go');
const { wayOut } = require('../../../shared/way_out');
const { load, work } = require('../../../shared/work');
const { act } = require('../act');
const { detailData } = require('../order_data');

const ID_LENGTH = 22; // of an order's id; a payment's number begins with it

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    noticeOff: false,
    noticeAsked: false,
    denied: false,
    order: /** @type {ReturnType<typeof detailData> | null} */ (null),
  },
  seq: -1,
  opened: false, // from a message of WeChat's

  /** order_id: in our own links; out_trade_no: in those of WeChat's order centre; notice: the kind of message
   * opened. */
  onLoad({ order_id: orderId, out_trade_no: number = '', notice }) {
    this.opened = Boolean(notice);
    this.setData({ orderId: orderId || number.slice(0, ID_LENGTH) });
  },
  onShow() {
    this.load();
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  load() {
    const { orderId } = this.data;
    return load(this, async () => this.shown(await orders.show(orderId)), { orderId });
  },
  /** What an earlier state refused says nothing of this one. */
  shown(/** @type {orders.Order} */ order) {
    const error = order.seq === this.seq ? this.data.error : null;
    this.seq = order.seq;
    notices.follow(order.order_id, order.state, this.opened);
    this.opened = false;
    // else the step's own tap asks
    return { error, order: detailData(order), noticeOff: !order.waits && notices.missing(order.notices).length > 0 };
  },
  /** The one action of the order's way out. */
  act() {
    const { order } = this.data;
    if (!order?.way.action) return undefined;
    if (order.way.action.act === 'reopen') return this.reopen();
    return follow(order.way.action);
  },
  copy(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    wx.setClipboardData({
      data: currentTarget.dataset.text,
      fail() {
        /* she does not want it there */
      },
    });
  },
  keep() {
    const { order } = this.data;
    if (!order) return undefined;
    return work(this, async () => {
      // a link lives five minutes, and the order may have moved on
      const now = this.shown(await orders.show(this.data.orderId));
      this.setData(now);
      if (!now.order.finished || !now.order.preview) return;
      const ended = await album.save(now.order.preview);
      this.setData({ denied: ended === 'denied' });
      if (ended === 'saved') wx.showToast({ title: '已保存到相册', icon: 'none' });
    });
  },
  photo() {
    go('/pages/photo/student/student', { order_id: this.data.orderId });
  },
  invoice() {
    go('/pages/me/invoice/invoice', { order_id: this.data.orderId });
  },
  mend() {
    go('/pages/orders/contact/contact', { order_id: this.data.orderId });
  },
  contact() {
    go('/pages/home/contact/contact');
  },
  allowNotices() {
    const { notices: awaited } = this.data.order || { notices: [] };
    return work(this, async () => {
      await notices.ask(notices.missing(awaited));
      this.setData({ noticeOff: notices.missing(awaited).length > 0, noticeAsked: true });
    });
  },
  reopen() {
    const { orderId } = this.data;
    return act(this, async () => {
      const order = await orders.reopen(orderId);
      const { action } = wayOut(order);
      if (order.state === 'AWAITING_PAYMENT' && action) go(action.url);
      this.setData(this.shown(order));
    });
  },
  ask(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    const wanted = ORDER_ACTS.find(({ name }) => name === currentTarget.dataset.name);
    if (!wanted) return undefined;
    const { name, label, text } = wanted;
    const rule = name === 'refund' && this.data.order ? `\n${this.data.order.refund}` : '';
    return act(this, async () => {
      const { confirm } = await wx.showModal({
        title: label,
        content: text + rule,
        confirmText: label,
        cancelText: '再想想',
      });
      if (confirm)
        this.setData(
          this.shown(await orders[/** @type {'withdraw' | 'cancel' | 'refund'} */ (name)](this.data.orderId)),
        );
    });
  },
});
