/** An enrolment with an unpaid order of another account: the ID's last four take it over.  Fires `tail` with { tail }.
 *
 * offer: the refusal that offers it; error: what the last try met, which at first is the offer itself. */
const { FIELDS } = require('../../generated/rules');
const { plain } = require('../../shared/words');

Component({
  properties: {
    offer: { type: Object, value: null },
    error: { type: Object, value: null },
    busy: { type: Boolean, value: false },
  },
  data: { tail: '', wrong: '' },
  observers: {
    error(/** @type {import('../../shared/shown').Shown | null} */ error) {
      this.setData({ wrong: error && !error.data ? `${error.message}，${error.action}` : '' });
    },
  },
  methods: {
    typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
      this.setData({ tail: plain(detail.value).trim().toUpperCase(), wrong: '' });
    },
    go() {
      const { tail } = this.data;
      const right = new RegExp(FIELDS.id_tail.pattern).test(tail);
      this.setData({ wrong: right ? '' : FIELDS.id_tail.allowed });
      if (right) this.triggerEvent('tail', { tail });
    },
  },
});
