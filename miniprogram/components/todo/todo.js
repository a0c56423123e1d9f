/** An order that waits for its owner.  Fires `over` when its time is. */
const { follow } = require('../../shared/follow');
const { go } = require('../../shared/go');

/** @typedef {ReturnType<typeof import('../../shared/way_out').todoOf>} Todo */

Component({
  properties: {
    /** as shared/way_out.js makes it */
    order: { type: Object, value: null },
    /** its button is the page's main one */
    first: { type: Boolean, value: false },
  },
  methods: {
    open() {
      go('/pages/orders/detail/detail', { order_id: /** @type {Todo} */ (this.data.order).id });
    },
    act() {
      const { action } = /** @type {Todo} */ (this.data.order);
      if (action) follow(action);
      else this.open();
    },
    over() {
      this.triggerEvent('over');
    },
  },
});
