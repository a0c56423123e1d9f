/** What one types into: <input>, and the <form> that collects it. */
import { outside } from '../world.js';
import { inside, setAttribute } from './define.js';

const FIELDS = 'wx-input, wx-checkbox-group, wx-radio-group, wx-picker';
const KEYBOARDS = { number: 'numeric', digit: 'decimal', idcard: 'text', tel: 'tel' };

/** name → value of every field with a name, as a submit event brings them. */
const values = (host) =>
  Object.fromEntries(
    [...host.querySelectorAll(FIELDS)]
      .map((field) => field.component)
      .filter((field) => field?.data.name)
      .map((field) => [field.data.name, field.formValue()]),
  );

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

/** WeChat looks at a nickname when its field is left, and empties the field of one that it does not let pass. */
async function review(it) {
  const nickname = it.control.value;
  if (it.data.type !== 'nickname' || !nickname) return;
  const { pass } = await outside('reviewNickname', { nickname });
  if (!pass) {
    it.setData({ value: '' });
    it.control.value = '';
  }
  it.triggerEvent('nicknamereview', { pass, timeout: false });
}

export const input = {
  properties: {
    value: String,
    type: String,
    password: Boolean,
    placeholder: String,
    placeholderClass: String,
    disabled: Boolean,
    maxlength: { type: Number, value: 140 },
    focus: Boolean,
    name: String,
    confirmType: String,
  },
  draw: {
    value(value, it) {
      if (it.control.value !== String(value)) it.control.value = value;
    },
    type(value, it) {
      setAttribute(it.control, 'inputmode', KEYBOARDS[value]);
    },
    password(value, it) {
      it.control.type = value ? 'password' : 'text';
    },
    maxlength(value, it) {
      setAttribute(it.control, 'maxlength', value >= 0 ? value : null);
    },
    focus(value, it) {
      if (value) it.control.focus();
    },
    placeholderClass() {},
    name() {},
    confirmType() {},
  },
  make(host, it) {
    const field = inside(host, 'input');
    field.addEventListener('input', () => typed(it));
    field.addEventListener('focus', () => it.triggerEvent('focus', { value: field.value, height: 0 }));
    field.addEventListener('blur', () => {
      it.triggerEvent('blur', { value: field.value });
      review(it).catch(reportError);
    });
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') it.triggerEvent('confirm', { value: field.value });
    });
    it.formValue = () => field.value;
    return field;
  },
};
