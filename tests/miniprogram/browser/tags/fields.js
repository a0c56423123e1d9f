/** What one types into: <input>, <textarea>, and the <form> that collects them. */
import { inside, setAttribute } from './define.js';

const FIELDS = 'wx-input, wx-textarea, wx-checkbox-group, wx-radio-group, wx-switch, wx-picker';
const KEYBOARDS = { number: 'numeric', digit: 'decimal', idcard: 'text', tel: 'tel' };

/** name → value of every field with a name, as a submit event brings them. */
const values = (host) => Object.fromEntries([...host.querySelectorAll(FIELDS)]
  .map((field) => field.component)
  .filter((field) => field?.data.name)
  .map((field) => [field.data.name, field.formValue()]));

export const form = {
  properties: { reportSubmit: Boolean },
  make(host, it) {
    it.submit = () => it.triggerEvent('submit', { value: values(host), formId: '' });
    it.reset = () => it.triggerEvent('reset', {});
  },
};

/** What a person types reaches the page's handlers and model: bindings. */
function typed(it) {
  it.setData({ value: it.control.value });
  it.triggerEvent('input', { value: it.control.value, cursor: it.control.selectionStart });
}

const text = (tag) => ({
  properties: {
    value: String, type: String, password: Boolean, placeholder: String, placeholderStyle: String,
    placeholderClass: String, disabled: Boolean, maxlength: { type: Number, value: 140 }, focus: Boolean,
    name: String, confirmType: String, cursorSpacing: Number, adjustPosition: Boolean, autoHeight: Boolean,
    fixed: Boolean, showConfirmBar: Boolean, holdKeyboard: Boolean, cursor: Number,
  },
  draw: {
    value(value, it) { if (it.control.value !== String(value)) it.control.value = value; },
    type(value, it) { setAttribute(it.control, 'inputmode', KEYBOARDS[value]); },
    password(value, it) { if (tag === 'input') it.control.type = value ? 'password' : 'text'; },
    maxlength(value, it) { setAttribute(it.control, 'maxlength', value >= 0 ? value : null); },
    focus(value, it) { if (value) it.control.focus(); },
    placeholderStyle() {}, placeholderClass() {}, name() {}, confirmType() {}, cursorSpacing() {}, adjustPosition() {},
    autoHeight() {}, fixed() {}, showConfirmBar() {}, holdKeyboard() {}, cursor() {},
  },
  make(host, it) {
    const field = inside(host, tag);
    field.addEventListener('input', () => typed(it));
    field.addEventListener('focus', () => it.triggerEvent('focus', { value: field.value, height: 0 }));
    field.addEventListener('blur', () => it.triggerEvent('blur', { value: field.value }));
    field.addEventListener('keydown', (event) => {
      if (tag === 'input' && event.key === 'Enter') it.triggerEvent('confirm', { value: field.value });
    });
    it.formValue = () => field.value;
    return field;
  },
});

export const input = text('input');
export const textarea = text('textarea');
