/** Before a photo is replaced: whose order it is, and whom to ask where that is wrong. */
const orders = require('../../../services/orders');
const { go } = require('../../../shared/go');
const { studentRows } = require('../../../shared/order_words');
const { load } = require('../../../shared/work');

Page({
  data: { orderId: '', ready: false, loadError: null, rows: [], contacts: '', rejection: null, correcting: false },

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
    this.load();
  },
  onShow() { if (this.data.loadError) this.load(); },
  load() {
    const { orderId } = this.data;
    return load(this, async () => {
      const order = await orders.show(orderId);
      return { rows: studentRows(order), contacts: order.task.contacts, rejection: order.rejection, correcting: order.state === 'CORRECTION' };
    }, { orderId });
  },
  photo() { go('/pages/photo/shoot/shoot', { order_id: this.data.orderId }); },
  contact() { go('/pages/home/contact/contact'); },
});
