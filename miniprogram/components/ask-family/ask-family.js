/** Somebody else pays an order: the link to send.  Fires `look` when the money may have come. */
const { askToPay } = require('../../generated/client');
const { when } = require('../../shared/words');
const { work } = require('../../shared/work');

Component({
  properties: {
    orderId: { type: String, value: '' },
  },
  data: { busy: false, error: null, url: '', until: '', copied: false },
  methods: {
    ask() {
      const { orderId } = this.data;
      return work(this, async () => {
        const { url, expires_at: until } = await askToPay(orderId);
        this.setData({ url, until: when(until) });
        this.copy();
      }, { orderId });
    },
    copy() {
      wx.setClipboardData({
        data: this.data.url,
        success: () => this.setData({ copied: true }),
        fail: () => this.setData({ copied: false }), // she does not want it there, and can mark it by hand
      });
    },
    look() { this.triggerEvent('look'); },
  },
});
