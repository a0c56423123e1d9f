/** Paying: what, how long there is left, the refund rule; then WeChat's cashier, and the server's word. */
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const pays = require('../../../services/pays');
const { down, restart } = require('../../../shared/go');
const { facts } = require('../../../shared/facts');
const { when, yuan } = require('../../../shared/words');
const { load, work } = require('../../../shared/work');

const SHOW_PAID_MS = 1500;

Page({
  data: {
    orderId: '', ready: false, loadError: null, busy: false, error: null,
    open: false, label: '', expired: false, price: '', until: '', refund: '', rows: [], hint: '', unsure: false, paid: false,
  },
  over: false,
  seen: false,

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
    this.show(orders.recent(orderId));
  },
  /** Back from the login, or from the background: the order may have changed meanwhile. */
  onShow() { if (this.seen && !this.data.busy && !this.data.paid) this.load(); else this.seen = true; },
  onUnload() { this.over = true; },
  load() { return this.show(orders.show(this.data.orderId)); },
  show(/** @type {Promise<orders.Order>} */ asked) {
    return load(this, async () => {
      const order = await asked;
      const until = order.deadlines.pay;
      return {
        hint: order.state === 'AWAITING_PAYMENT' ? this.data.hint : '',
        open: order.actions.includes('pay'), label: order.label, expired: order.state === 'EXPIRED',
        price: yuan(order.price_text), until: until || '', refund: order.task.refund_text,
        rows: facts([['项目', order.task.title], ['学生', order.student.name], ['订单号', order.order_id], ['支付截止', when(until)]]),
      };
    }, { orderId: this.data.orderId });
  },
  pay() {
    const { orderId } = this.data;
    return work(this, async () => {
      this.setData({ hint: '' });
      const { attempt_no: attemptNo, params } = await pays.start(orderId);
      const said = await pays.open(orderId, params, () => this.over);
      if (said === 'ok') await notices.ask();
      if (said === 'settled' || (await pays.isPaid(orderId, attemptNo, said))) this.arrived();
      else await this.unclear(said);
    }, { orderId });
  },
  arrived() {
    this.setData({ paid: true });
    setTimeout(() => { if (!this.over) this.list(); }, SHOW_PAID_MS);
  },
  async unclear(/** @type {pays.Said} */ said) {
    const hint = {
      ok: '正在等待微信支付确认，请不要重复付款。稍后在“我的订单”中查看结果。',
      cancel: '您取消了支付，可以在截止时间前继续支付。',
      fail: '支付没有完成，可以再试一次；如果已经扣款，请不要重复付款，稍后查看订单。',
      late: '等待较久，已停止自动查询支付结果。付款后请点“查看支付结果”，不要重复付款。',
      settled: '',
    }[said];
    this.setData({ hint, unsure: said !== 'cancel' });
    await this.load();
  },
  list() { restart('/pages/orders/list/list', { tab: 'paid' }); },
  order() { down('/pages/orders/detail/detail', { order_id: this.data.orderId }); },
});
