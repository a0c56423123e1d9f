/** A step that is done: what happened, and what comes next.  Fires `order` and `notify`. */
Component({
  properties: {
    title: { type: String, value: '' },
    lead: { type: String, value: '' },
    /** whether WeChat may still be asked to tell the result */
    notify: { type: Boolean, value: false },
    busy: { type: Boolean, value: false },
    /** how often it may still be handed in, if it is sent back */
    tries: { type: Number, value: 0 },
    /** what is ahead of the order */
    ahead: { type: Array, value: [] },
  },
  data: { asked: false },
  methods: {
    tell() {
      this.triggerEvent('notify');
      this.setData({ asked: true }); // WeChat asks nobody who refuses always: then only its settings help
    },
    order() {
      this.triggerEvent('order');
    },
  },
});
