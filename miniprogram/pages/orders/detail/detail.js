/** One order: where it stands, what to do next, what happened.  Messages of WeChat lead here. */
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const { go } = require('../../../shared/go');
const { nextOf } = require('../../../shared/order_words');
const { load, work } = require('../../../shared/work');
const { ACTS, detailData } = require('../order_data');
const { Refusal } = require('../../../services/request');

const ID_LENGTH = 22; // of an order's id; a payment's number begins with it

Page({
  data: {
    orderId: '', ready: false, loadError: null, busy: false, error: null, noticeOff: false,
    order: /** @type {ReturnType<typeof detailData> | null} */ (null),
  },

  /** order_id: in our own links; out_trade_no: in those of WeChat's order centre; notice: the kind of message opened. */
  onLoad({ order_id: orderId, out_trade_no: number = '', notice }) {
    notices.spent(notice);
    this.setData({ orderId: orderId || number.slice(0, ID_LENGTH) });
  },
  onShow() { this.load(); },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  load() {
    const { orderId } = this.data;
    return load(this, async () => this.shown(await orders.show(orderId)), { orderId });
  },
  shown(/** @type {orders.Order} */ order) {
    return { order: detailData(order), noticeOff: order.state === 'IN_REVIEW' && notices.isOn('result') === false };
  },
  next() {
    const { order } = this.data;
    if (order && order.next) go(order.next.url);
  },
  photo() { go('/pages/photo/student/student', { order_id: this.data.orderId }); },
  invoice() { go('/pages/me/invoice/invoice', { order_id: this.data.orderId }); },
  contact() { go('/pages/home/contact/contact'); },
  allowNotices() {
    return work(this, async () => {
      await notices.ask();
      this.setData({ noticeOff: notices.isOn('result') === false });
    });
  },
  reopen() {
    const { orderId } = this.data;
    return this.act(async () => {
      const order = await orders.reopen(orderId);
      const next = nextOf(order);
      if (order.state === 'AWAITING_PAYMENT' && next) go(next.url);
      return order;
    });
  },
  async ask(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    const act = ACTS.find(({ name }) => name === currentTarget.dataset.name);
    if (!act) return;
    const rule = act.name === 'refund' && this.data.order ? `\n${this.data.order.refund}` : '';
    const { confirm } = await wx.showModal({ title: act.label, content: act.text + rule, confirmText: act.label, cancelText: '再想想' });
    if (confirm) await this.act(() => orders[act.name](this.data.orderId));
  },
  /** After a refusal of its state the order is shown as it is now. */
  act(/** @type {() => Promise<orders.Order>} */ job) {
    return work(this, async () => {
      try {
        this.setData(this.shown(await job()));
      } catch (refusal) {
        if (refusal instanceof Refusal && refusal.status === 409) await this.load();
        throw refusal;
      }
    }, { orderId: this.data.orderId });
  },
});
