/** The separate consent to the processing of a face, asked for before the first photo.  Fires `agree`. */
const { go } = require('../../shared/go');

Component({
  properties: {
    /** { title, text } in force */
    consent: { type: Object, value: null },
    busy: { type: Boolean, value: false },
    error: { type: Object, value: null },
  },
  data: { ticked: false, wrong: '' },
  methods: {
    tick(/** @type {WechatMiniprogram.CheckboxGroupChange} */ { detail }) {
      this.setData({ ticked: detail.value.length > 0, wrong: '' });
    },
    agree() {
      if (this.data.ticked) this.triggerEvent('agree');
      else this.setData({ wrong: '请先阅读并勾选同意' });
    },
    contact() { go('/pages/home/contact/contact'); },
  },
});
