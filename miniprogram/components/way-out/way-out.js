/** Where an order stands: its state in one word, one sentence, the time left.  Fires `over` when that time is. */
Component({
  properties: {
    /** as shared/way_out.js makes it */
    way: { type: Object, value: null },
  },
  methods: {
    over() { this.triggerEvent('over'); },
  },
});
