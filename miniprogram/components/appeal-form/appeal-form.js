/** What is said with a photo that the machine refused, for the person who looks at it.  Fires `change` with { reason }
 * or { note }. */
const { countOf, NOTE } = require('../../generated/appeal');

/** @typedef {import('../../generated/appeal').Plea} Plea */
/** @typedef {import('../../generated/types').AppealView} Appeal */

Component({
  properties: {
    /** { choices, most_note, privacy, sentence, findings: in words } */
    appeal: { type: Object, value: null },
    /** { reason, note } */
    plea: { type: Object, value: null },
    /** what is wrong with each, or "" */
    wrong: { type: Object, value: null },
    /** the server's words about the note, or "" */
    refused: { type: String, value: '' },
  },
  data: { label: '', needed: false, hint: '' },
  observers: {
    'appeal, plea'(/** @type {Appeal | null} */ appeal, /** @type {Plea | null} */ plea) {
      if (!appeal || !plea) return;
      const needed = appeal.choices.some(({ reason, note_needed: isNeeded }) => isNeeded && reason === plea.reason);
      const hint = countOf(plea.note, appeal.most_note);
      this.setData({ needed, label: needed ? NOTE : `${NOTE}（选填）`, hint });
    },
  },
  methods: {
    choose(/** @type {WechatMiniprogram.RadioGroupChange} */ { detail }) {
      this.triggerEvent('change', { reason: detail.value });
    },
    typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
      this.triggerEvent('change', { note: detail.value });
    },
  },
});
