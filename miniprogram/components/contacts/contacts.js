/** Whom to ask: teachers and the branch, and the page with its address and hours. */
const { call } = require('../../shared/follow');
const { go } = require('../../shared/go');

Component({
  properties: {
    /** of a task: [{ role, name, phone }] */
    people: { type: Array, value: [] },
  },
  methods: {
    call(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
      call(currentTarget.dataset.phone);
    },
    branch() {
      go('/pages/home/contact/contact');
    },
  },
});
