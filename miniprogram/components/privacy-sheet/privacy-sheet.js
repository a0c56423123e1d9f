/** Asks for the consent WeChat waits for; on every page that uses what the privacy guide lists. */
const privacy = require('../../services/privacy');

Component({
  data: { open: false },
  lifetimes: {
    attached() {
      this.follow();
    },
    detached() {
      privacy.leave(this.show);
    },
  },
  pageLifetimes: {
    show() {
      this.follow();
    },
    hide() {
      privacy.hide(this.show);
    },
  },
  methods: {
    show(/** @type {boolean} */ open) {
      if (open !== this.data.open) this.setData({ open });
    },
    follow() {
      this.show = this.show.bind(this);
      privacy.show(this.show);
    },
    read() {
      wx.openPrivacyContract({});
    },
    agree() {
      privacy.answer(true, 'privacy-agree');
    },
    refuse() {
      privacy.answer(false, '');
    },
  },
});
