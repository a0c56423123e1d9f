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
  },
  data: {
    asked: false,
    next: [
      { title: '人工审核', tells: '结果会在订单中显示' },
      { title: '制作并报送学信网', tells: '审核通过后办理，您不用操作' },
      { title: '登录学信网校对图像', tells: '报送后由您本人校对' },
    ],
  },
  methods: {
    tell() {
      this.triggerEvent('notify');
      this.setData({ asked: true }); // WeChat asks nobody who refuses always: then only its settings help
    },
    order() { this.triggerEvent('order'); },
  },
});
