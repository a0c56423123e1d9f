/** An enrolment with an unpaid order of another account: the ID's last four take it over.  Fires `tail` with { tail }. */
const { FIELDS } = require('../../generated/rules');
const { plain } = require('../../shared/words');

Component({
  properties: {
    error: { type: Object, value: null },
    busy: { type: Boolean, value: false },
  },
  data: { tail: '', wrong: '' },
  methods: {
    typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
      this.setData({ tail: plain(detail.value).trim().toUpperCase() });
    },
    go() {
      const { tail } = this.data;
      const right = new RegExp(FIELDS.id_tail.pattern).test(tail);
      this.setData({ wrong: right ? '' : '请填写证件号码最后 4 位，X 也算一位' });
      if (right) this.triggerEvent('tail', { tail });
    },
  },
});
