/** A question of a form: label, input or choice, hint, what is wrong.  Fires `change` with { name, value }. */
Component({
  options: { multipleSlots: true },
  properties: {
    name: String,
    label: String,
    value: { type: String, value: '' },
    hint: { type: String, value: '' },
    error: { type: String, value: '' },
    required: { type: Boolean, value: false },
    type: { type: String, value: 'text' },
    most: { type: Number, value: 140 },
    placeholder: { type: String, value: '' },
    /** [{ value, label }]: makes it a choice */
    choices: { type: Array, value: /** @type {{ value: string, label: string }[]} */ ([]) },
  },
  data: { chosen: '', at: 0 },
  observers: {
    'value, choices'(/** @type {string} */ value, /** @type {{ value: string, label: string }[]} */ choices) {
      const at = choices.findIndex((choice) => choice.value === value);
      this.setData(at < 0 ? { chosen: '', at: 0 } : { chosen: choices[at].label, at });
    },
  },
  methods: {
    say(/** @type {string} */ value) {
      this.triggerEvent('change', { name: this.data.name, value });
    },
    typed(/** @type {WechatMiniprogram.Input} */ event) {
      this.say(event.detail.value);
    },
    choose(/** @type {WechatMiniprogram.PickerChange} */ event) {
      this.say(this.data.choices[Number(event.detail.value)].value);
    },
  },
});
