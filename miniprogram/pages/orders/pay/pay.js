/** Paying: what, how long there is left, the refund rule; then WeChat's cashier, and the server's word. */
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const pays = require('../../../services/pays');
const { pause } = require('../../../services/request');
const { down, restart } = require('../../../shared/go');
const { facts } = require('../../../shared/facts');
const { when, yuan } = require('../../../shared/words');
const { load } = require('../../../shared/work');
const { act } = require('../act');

const SHOW_PAID_MS = 1500;

Page({
  data: {
    orderId: '', ready: false, loadError: null, busy: false, error: null,
    open: false, label: '', expired: false, price: '', until: '', refund: '', rows: [], hint: '', unsure: false, paid: false,
  },
  over: false,
  asked: /** @type {Promise<void> | null} */ (null), // the question about notices

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  /** Also back from the login, or from the background: the order may have changed meanwhile. */
  onShow() { if (!this.data.busy && !this.data.paid) this.load(); },
  onUnload() { this.over = true; },
  load() {
    const { orderId } = this.data;
    return load(this, async () => {
      const order = await orders.show(orderId);
      const until = order.deadlines.pay;
      return {
        hint: order.state === 'AWAITING_PAYMENT' ? this.data.hint : '',
        open: order.actions.includes('pay'), label: order.label, expired: order.state === 'EXPIRED',
        price: yuan(order.price_text), until: until || '', refund: order.task.refund_text,
        rows: facts([['项目', order.task.title], ['学生', order.student.name], ['订单号', order.order_id], ['支付截止', when(until)]]),
      };
    }, { orderId });
  },
  pay() {
    const { orderId } = this.data;
    return act(this, async () => {
      const { attempt_no: attemptNo, params } = await pays.start(orderId);
      this.setData({ hint: '' });
      const said = await pays.open(orderId, params, () => { this.asked = notices.ask(); }, () => this.over);
      const known = await pays.outcome(orderId, attemptNo, said);
      if (known === 'settled') this.arrived();
      else await this.unclear(known);
    });
  },
  async arrived() {
    this.setData({ paid: true });
    await Promise.all([this.asked, pause(SHOW_PAID_MS)]);
    if (!this.over) this.list();
  },
  async unclear(/** @type {pays.Said} */ said) {
    const hint = {
      ok: '正在等待微信支付确认，请不要重复付款。稍后在“我的订单”中查看结果。',
      cancel: '您取消了支付，可以在截止时间前继续支付。',
      fail: '支付没有完成，可以再试一次；如果已经扣款，请不要重复付款，稍后查看订单。',
      late: '等待较久，已停止自动查询支付结果。付款后请点“查看支付结果”，不要重复付款。',
      lost: '网络不通，还没有查到支付结果。如果已经付款，请不要重复付款，稍后点“查看支付结果”。',
      settled: '',
    }[said];
    this.setData({ hint, unsure: said !== 'cancel' });
    await this.load();
  },
  list() { restart('/pages/orders/list/list', { tab: 'paid' }); },
  order() { down('/pages/orders/detail/detail', { order_id: this.data.orderId }); },
});
