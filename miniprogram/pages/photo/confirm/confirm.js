/** Everything once more before it is handed in. */
const { handedIn, NOTHING_SAID, wrongPlea } = require('../../../generated/appeal');
const { REFILLED } = require('../../../generated/wording');
const kept = require('../../../services/kept');
const notices = require('../../../services/notices');
const orders = require('../../../services/orders');
const { down, go, replace, restart } = require('../../../shared/go');
const { load, work, workOnTap } = require('../../../shared/work');
const { renewed } = require('../../orders/act');
const { confirmData } = require('../confirm_data');

/** @typedef {import('../../../generated/appeal').Plea} Plea */
/** @typedef {ReturnType<typeof confirmData>} Shown */

/** What was typed and not sent yet.  @param {string} orderId */
const name = (orderId) => `appeal.${orderId}`;

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    busy: false,
    error: /** @type {any} */ (null),
    way: /** @type {Shown['way'] | null} */ (null),
    done: '',
    ahead: /** @type {orders.Order['ahead']} */ ([]),
    notify: false,
    asking: false,
    open: false,
    again: false,
    appeal: /** @type {Shown['appeal']} */ (null),
    plea: NOTHING_SAID,
    wrong: NOTHING_SAID, // with each part of the plea
    tries: 0,
    cost: '',
    refund: '',
    delivery: '',
    kept: '',
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
        return { ...confirmData(this.order), plea: kept.get(name(orderId), NOTHING_SAID) };
      },
      { orderId },
    );
  },
  pleaded(/** @type {WechatMiniprogram.CustomEvent<Partial<Plea>>} */ { detail }) {
    const { appeal, orderId } = this.data;
    const plea = { ...this.data.plea, ...detail };
    const [before, now] = [this.data.wrong, appeal ? wrongPlea(appeal, plea) : NOTHING_SAID];
    const wrong = { reason: before.reason && now.reason, note: before.note && now.note };
    this.setData({ plea, wrong });
    kept.type(name(orderId), plea);
  },
  /** Whether it may be handed in; what is wrong is shown.  @returns {boolean} */
  isComplete() {
    const { appeal, plea } = this.data;
    const wrong = appeal ? wrongPlea(appeal, plea) : NOTHING_SAID;
    this.setData({ wrong });
    if (!wrong.reason && !wrong.note) return true;
    wx.pageScrollTo({ selector: '#appeal', offsetTop: -80 });
    return false;
  },
  /** The question about notices is asked in this very tap: WeChat allows it nowhere else. */
  submit() {
    const { order } = this;
    const { orderId, plea, again, appeal } = this.data;
    if (!order || !this.isComplete()) return undefined;
    return work(
      this,
      async () => {
        await notices.ask();
        const { state, ahead, notices: awaited } = await renewed(this, () => orders.submit(order, plea));
        kept.drop(name(orderId));
        this.awaited = awaited;
        notices.follow(orderId, state, false);
        if (state === 'AWAITING_PAYMENT') replace('/pages/orders/pay/pay', { order_id: orderId });
        else
          this.setData({
            ahead,
            done: handedIn({ again, appeal: appeal !== null }),
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
