/** An enrolment with an unpaid order of another account: the ID's last four take it over.  Fires `tail` with { tail }.
 *
 * offer: the refusal that offers it; error: what the last try met, which at first is the offer itself. */
const { folded, wrongOf } = require('../../generated/answers');
const { FIELDS } = require('../../generated/rules');

Component({
  properties: {
    offer: { type: Object, value: null },
    error: { type: Object, value: null },
    busy: { type: Boolean, value: false },
  },
  data: { label: FIELDS.id_tail.label, tail: '', wrong: '' },
  observers: {
    error(/** @type {import('../../shared/shown').Shown | null} */ error) {
      this.setData({ wrong: error && !error.data ? `${error.message}，${error.action}` : '' });
    },
  },
  methods: {
    typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
      this.setData({ tail: folded(FIELDS.id_tail, detail.value), wrong: '' });
    },
    go() {
      const { tail } = this.data;
      const wrong = wrongOf(FIELDS.id_tail, tail);
      this.setData({ wrong });
      if (!wrong) this.triggerEvent('tail', { tail });
    },
  },
});
