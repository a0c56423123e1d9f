/** Everything once more before it is handed in. */
const { REFILLED } = require('../../../generated/wording');
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const { down, go, replace, restart } = require('../../../shared/go');
const { yuan } = require('../../../shared/words');
const { wayOut } = require('../../../shared/way_out');
const { load, work, workOnTap } = require('../../../shared/work');
const { renewed } = require('../../orders/act');

/** Steps of an order that a photo may be handed in for: a new one, or after a withdrawal the same one. */
const HANDS_IN = new Set(['CONFIRM', 'EDIT']);

/** @param {orders.Order} order */
function shown(order) {
  const { actions, next, photo, price, task } = order;
  const again = actions.includes('resubmit');
  const cost = price ? yuan(order.price_text) : '免费';
  return {
    way: wayOut(order),
    contacts: task.contacts,
    refund: task.refund_text,
    delivery: task.delivery_text,
    open: (again || actions.includes('submit')) && next !== null && HANDS_IN.has(next.screen),
    again,
    cost,
    tries: order.tries_left,
    preview: photo?.preview_url || '',
    says: photo ? photo.says : '',
    rows: order.details,
    word: again ? '重新提交审核（不再收费）' : price ? '确认无误，去支付' : '确认提交',
    mend:
      order.state !== 'DRAFT'
        ? ''
        : task.collect_mode === 'ENCRYPTED'
          ? '不是本人的采集码？重新上传'
          : '姓名、学号等填写有误？重新填写',
    reachable: actions.includes('contact'),
  };
}

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    way: /** @type {ReturnType<typeof wayOut> | null} */ (null),
    done: '',
    ahead: /** @type {orders.Order['ahead']} */ ([]),
    notify: false,
    asking: false,
    open: false,
    again: false,
    tries: 0,
    cost: '',
    refund: '',
    delivery: '',
    contacts: '',
    preview: '',
    says: '',
    rows: [],
    word: '',
    mend: '',
    reachable: false,
  },
  order: /** @type {orders.Order | null} */ (null),
  awaited: /** @type {orders.Order['notices']} */ ([]), // messages that may come

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  onShow() {
    if (!this.data.done) this.load();
  },
  load() {
    const { orderId } = this.data;
    return load(
      this,
      async () => {
        this.order = await orders.show(orderId);
        return shown(this.order);
      },
      { orderId },
    );
  },
  /** The question about notices is asked in this very tap: WeChat allows it nowhere else. */
  submit() {
    const { order } = this;
    const { orderId } = this.data;
    if (!order) return undefined;
    return work(
      this,
      async () => {
        await notices.ask();
        const { state, ahead, notices: awaited } = await renewed(this, () => orders.submit(order));
        this.awaited = awaited;
        notices.follow(orderId, state, false);
        if (state === 'AWAITING_PAYMENT') replace('/pages/orders/pay/pay', { order_id: orderId });
        else
          this.setData({
            ahead,
            done: this.data.again ? '已重新提交' : '提交成功',
            notify: notices.missing(awaited).length > 0,
          });
      },
      { orderId },
    );
  },
  /** In the tap itself: WeChat asks nowhere else. */
  notify() {
    const asked = notices.ask(notices.missing(this.awaited));
    this.setData({ asking: true });
    asked.then(() => this.setData({ asking: false, notify: notices.missing(this.awaited).length > 0 }));
  },
  shown() {
    restart('/pages/orders/detail/detail', { order_id: this.data.orderId });
  },
  mend() {
    const { order } = this;
    if (!order) return undefined;
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({
        title: '重新填写信息',
        content: REFILLED,
        confirmText: '重新填写',
        cancelText: '再想想',
      });
      if (!confirm) return;
      await renewed(this, () => orders.mend(order));
      const page = order.task.collect_mode === 'ENCRYPTED' ? 'code/code' : 'form/form';
      replace(`/pages/tasks/${page}`, { code: order.task.code });
    });
  },
  photo() {
    down('/pages/photo/shoot/shoot', { order_id: this.data.orderId });
  },
  reach() {
    go('/pages/orders/contact/contact', { order_id: this.data.orderId });
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
