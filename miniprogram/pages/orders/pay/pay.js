/** Paying: what, how long there is left, the refund rule; then WeChat's cashier, and the server's word. */
const { askPayment } = require('../../../generated/client');
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const { ofOrder } = require('../../../services/payables');
const pays = require('../../../services/pays');
const { payCard, serviceCard } = require('../../../shared/cards');
const { restart } = require('../../../shared/go');
const { facts } = require('../../../shared/facts');
const { HINTS, payPageOf, UNPAID } = require('../../../shared/pay_notes');
const { when, yuan } = require('../../../shared/words');
const { wayOut } = require('../../../shared/way_out');
const { load, work } = require('../../../shared/work');
const { act } = require('../act');

/** From WeChat's own menu it tells of the service alone.
 * @param {WechatMiniprogram.Page.IShareAppMessageOption} asked */
const shared = ({ from, target }) =>
  from === 'button' ? payCard(target.dataset.token, target.dataset.price) : serviceCard();

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    open: false,
    tries: 0,
    ahead: /** @type {import('../../../generated/types').OrderView['ahead']} */ ([]),
    price: '',
    until: '',
    refund: '',
    delivery: '',
    rows: [],
    hint: '',
    unsure: false,
    asks: 0,
    paid: false,
    paidText: '',
    notify: false,
    asking: false,
    way: /** @type {ReturnType<typeof wayOut> | null} */ (null),
  },
  over: false,
  awaited: /** @type {orders.Order['notices']} */ ([]), // messages that may come
  asked: /** @type {Promise<void> | null} */ (null), // the question about notices
  said: /** @type {import('../../../shared/pay_notes').Said} */ ('settled'), // of the last payment

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  /** Also back from the login, or from the background: the order may have changed meanwhile. */
  onShow() {
    if (!this.data.busy && !this.data.paid) this.load();
  },
  onUnload() {
    this.over = true;
  },
  load() {
    const { orderId } = this.data;
    return load(
      this,
      async () => {
        const order = await orders.show(orderId);
        const until = order.deadlines.pay;
        this.awaited = order.notices;
        return {
          ...payPageOf(order, this.said, pays.begun(orderId)?.no),
          way: wayOut(order),
          ahead: order.ahead,
          tries: order.tries_left,
          price: yuan(order.price_text),
          until: until || '',
          refund: order.task.refund_text,
          delivery: order.task.delivery_text,
          rows: facts([
            ['项目', order.task.title],
            ['学生', order.student.name],
            ['订单号', order.number_text],
            ['支付截止', when(until)],
          ]),
        };
      },
      { orderId },
    );
  },
  pay() {
    const { orderId } = this.data;
    return act(this, async () => {
      const payable = ofOrder(orderId);
      const started = await pays.start(payable);
      this.setData({ hint: '', unsure: false });
      this.said = 'settled';
      const said = await pays.open(
        payable,
        started,
        () => {
          this.asked = notices.ask();
        },
        () => this.over,
      );
      const known = await pays.outcome(payable, started.key, said);
      if (known === 'settled') this.arrived();
      else await this.unclear(known);
    });
  },
  async arrived() {
    const { price } = this.data;
    this.setData({ paid: true, paidText: `${price}，微信支付` });
    wx.pageScrollTo({ scrollTop: 0 });
    await this.asked;
    this.setData({ notify: notices.missing(this.awaited).length > 0 });
  },
  /** In the tap itself: WeChat asks nowhere else. */
  notify() {
    const asked = notices.ask(notices.missing(this.awaited));
    this.setData({ asking: true });
    asked.then(() => this.setData({ asking: false, notify: notices.missing(this.awaited).length > 0 }));
  },
  /** The channel is asked about whatever was begun last, and then the order shown as it is. */
  look() {
    if (this.data.busy) return this.load(); // a cashier is open, and its callback may never come
    const { orderId } = this.data;
    return work(
      this,
      async () => {
        if (!(await this.load()) || !this.data.open) return;
        // without a line the order says so
        if (this.data.asks) await askPayment(orderId, this.data.asks).catch(() => {});
        if ((await this.load()) && this.data.open) wx.showToast({ title: UNPAID, icon: 'none' });
      },
      { orderId },
    );
  },
  /** The order as it is now says the rest; without a line only that nothing is known. */
  async unclear(/** @type {import('../../../shared/pay_notes').Said} */ said) {
    this.said = said;
    if (!(await this.load()) && said === 'lost') this.setData({ hint: HINTS.lost, unsure: true });
  },
  onShareAppMessage: shared,
  shown() {
    restart('/pages/orders/detail/detail', { order_id: this.data.orderId });
  },
});
