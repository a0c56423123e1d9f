/** What one ticks or picks: <checkbox>, <radio>, their groups, <picker>, and the <label> around them. */
import { inside } from './define.js';

const TICKS = 'wx-checkbox, wx-radio';
let labels = 0;

/** A control inside a <label> is named by it, unless it says its own name. */
function named(control, host, it) {
  const around = host.closest('wx-label');
  if (!around || it.data.ariaLabel) return;
  if (!around.id) {
    labels += 1;
    around.id = `label-${labels}`;
  }
  control.setAttribute('aria-labelledby', around.id);
}

const tick = (type, changed) => ({
  properties: { checked: Boolean, value: String, disabled: Boolean, color: String },
  draw: {
    checked(value, it) {
      it.control.checked = value;
    },
    value() {},
    color(value, it) {
      it.control.style.accentColor = value;
    },
  },
  make(host, it) {
    const control = inside(host, 'input', { type });
    named(control, host, it);
    control.addEventListener('change', () => {
      it.setData({ checked: control.checked });
      changed(it);
    });
    it.toggle = () => {
      if (control.disabled) return;
      control.checked = type === 'radio' || !control.checked;
      control.dispatchEvent(new Event('change'));
    };
    return control;
  },
});

const ticked = (host, tag) =>
  [...host.querySelectorAll(tag)]
    .map((one) => one.component)
    .filter(({ control }) => control.checked)
    .map(({ data }) => data.value);

export const checkbox = tick('checkbox', (it) => it.host.closest('wx-checkbox-group')?.component.changed());

export const radio = tick('radio', (it) => {
  const group = it.host.closest('wx-radio-group');
  group?.querySelectorAll('wx-radio').forEach(({ component }) => {
    if (component === it) return;
    component.control.checked = false;
    component.setData({ checked: false });
  });
  group?.component.changed();
});

const group = (tag, picked) => ({
  properties: { name: String },
  draw: { name() {} },
  make(host, it) {
    it.formValue = () => picked(ticked(host, tag));
    it.changed = () => it.triggerEvent('change', { value: it.formValue() });
  },
});

export const checkboxGroup = group('wx-checkbox', (values) => values);
export const radioGroup = group('wx-radio', ([value = '']) => value);

export const label = {
  properties: { for: String },
  draw: { for() {} },
  make(host, it) {
    host.addEventListener('click', ({ target }) => {
      if (target.closest(TICKS)) return;
      const control = it.data.for ? document.getElementById(it.data.for) : host.querySelector(TICKS);
      control?.component.toggle();
    });
  },
};

/** The choices as a person reads them. */
const texts = ({ range, rangeKey }) => range.map((one) => (rangeKey ? one[rangeKey] : one));

function listed(it) {
  const options = texts(it.data).map((text, index) => new Option(text, index));
  it.control.replaceChildren(...options);
  it.control.selectedIndex = it.data.value;
}

/** Of mode selector; a person sees the browser's own way to choose. */
export const picker = {
  properties: {
    mode: { type: String, value: 'selector' },
    range: Array,
    rangeKey: String,
    value: Number,
    disabled: Boolean,
    name: String,
    headerText: String,
  },
  draw: {
    range(_, it) {
      listed(it);
    },
    value(_, it) {
      listed(it);
    },
    role() {},
    mode() {},
    rangeKey() {},
    name() {},
    headerText() {},
  },
  make(host, it) {
    if (it.data.mode !== 'selector') throw new Error(`<picker mode="${it.data.mode}"> is not in the test harness`);
    const control = inside(host, 'select');
    control.addEventListener('change', () => it.triggerEvent('change', { value: control.value }));
    it.formValue = () => control.value;
    return control;
  },
};
