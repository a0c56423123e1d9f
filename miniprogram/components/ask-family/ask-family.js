/** Somebody else pays an order: a card to send in WeChat, or a link.  Fires `look` when the money may have come. */
const { askToPay } = require('../../generated/client');
const { when } = require('../../shared/words');
const { work } = require('../../shared/work');

Component({
  properties: {
    orderId: { type: String, value: '' },
    price: { type: String, value: '' },
  },
  data: { busy: false, error: null, url: '', token: '', until: '', copied: false, refused: false },
  methods: {
    ask() {
      const { orderId } = this.data;
      return work(
        this,
        async () => {
          const { url, token, expires_at: until } = await askToPay(orderId);
          const below = () => wx.pageScrollTo({ scrollTop: 10_000 }); // than what was in sight
          this.setData({ url, token, until: when(until) }, below);
        },
        { orderId },
      );
    },
    copy() {
      wx.setClipboardData({
        data: this.data.url,
        success: () => this.setData({ copied: true, refused: false }),
        // she does not want it there, and can mark it by hand
        fail: () => this.setData({ copied: false, refused: true }),
      });
    },
    look() {
      this.triggerEvent('look');
    },
  },
});
