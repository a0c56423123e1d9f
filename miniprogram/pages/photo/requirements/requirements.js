/** How the photo must look, before it is taken. */
const { rulesOf, wallColour } = require('../../../generated/photo_rules');
const orders = require('../../../services/orders');
const { go } = require('../../../shared/go');
const { load } = require('../../../shared/work');
const { BAD } = require('../samples');

Page({
  data: { orderId: '', ready: false, loadError: null, rules: rulesOf(), bad: BAD },

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  /** Without an order: for everybody who wants to know, with the rules of every task. */
  load() {
    const { orderId } = this.data;
    if (!orderId) return undefined;
    return load(
      this,
      async () => {
        const { task } = await orders.show(orderId);
        const { background, glasses, covers } = task;
        return { rules: rulesOf(wallColour(background), glasses === 'ALLOW', covers === 'ALLOW') };
      },
      { orderId },
    );
  },
  start() {
    go('/pages/tasks/start/start');
  },
  shoot() {
    go('/pages/photo/shoot/shoot', { order_id: this.data.orderId });
  },
});
