/** Where an order stands: its state in one word, one sentence, the time left.  Fires `over` when that time is. */
const { call } = require('../../shared/follow');

Component({
  properties: {
    /** as shared/way_out.js makes it */
    way: { type: Object, value: null },
  },
  methods: {
    call() {
      call(/** @type {import('../../shared/way_out').WayOut} */ (this.data.way).call);
    },
    over() {
      this.triggerEvent('over');
    },
  },
});
