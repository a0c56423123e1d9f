/** In the stead of work that is not wanted now: where the order stands, and its one way on.  Fires `over` as way-out
 * does. */
const { follow } = require('../../shared/follow');
const { down } = require('../../shared/go');

const ORDER = '/pages/orders/detail/detail';

/** @typedef {import('../../shared/way_out').WayOut} WayOut */

Component({
  properties: {
    orderId: { type: String, value: '' },
    /** as shared/way_out.js makes it */
    way: { type: Object, value: null },
  },
  data: { leads: false }, // whether the action leads elsewhere than to the order
  observers: {
    way(/** @type {WayOut | null} */ way) {
      this.setData({ leads: Boolean(way?.action && !way.action.url.startsWith(ORDER)) });
    },
  },
  methods: {
    act() {
      const { action } = /** @type {WayOut} */ (this.data.way);
      if (action) follow(action, down);
    },
    order() {
      down(ORDER, { order_id: this.data.orderId });
    },
    over() {
      this.triggerEvent('over');
    },
  },
});
