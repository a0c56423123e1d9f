/** Before a photo is replaced: whose order it is, and whom to ask where that is wrong. */
const orders = require('../../../services/orders');
const { go } = require('../../../shared/go');
const { wayOut } = require('../../../shared/way_out');
const { load } = require('../../../shared/work');

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    wanted: false,
    rows: [],
    contacts: '',
    rejection: null,
    correcting: false,
    way: /** @type {ReturnType<typeof wayOut> | null} */ (null),
  },

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
  },
  onShow() {
    this.load();
  },
  load() {
    const { orderId } = this.data;
    return load(
      this,
      async () => {
        const order = await orders.show(orderId);
        return {
          way: wayOut(order),
          wanted: order.actions.includes('upload'),
          rows: order.details,
          contacts: order.task.contacts,
          rejection: order.rejection,
          correcting: order.state === 'CORRECTION',
        };
      },
      { orderId },
    );
  },
  photo() {
    go('/pages/photo/shoot/shoot', { order_id: this.data.orderId });
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
