/** Whom to ask: teachers and the branch, and the page with its address and hours. */
const { go } = require('../../shared/go');

Component({
  properties: {
    /** of a task: [{ role, name, phone }] */
    people: { type: Array, value: [] },
  },
  methods: {
    call(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
      wx.makePhoneCall({ phoneNumber: currentTarget.dataset.phone, fail() { /* the visitor thought better of it */ } });
    },
    branch() { go('/pages/home/contact/contact'); },
  },
});
