/** <progress>, <slider> and <page-meta>. */
import { inside } from './define.js';

export const progress = {
  properties: {
    percent: Number,
    showInfo: Boolean,
    strokeWidth: Number,
    activeColor: String,
    backgroundColor: String,
    active: Boolean,
  },
  draw: {
    percent(value, it) {
      it.control.value = value;
    },
    showInfo() {},
    strokeWidth() {},
    activeColor() {},
    backgroundColor() {},
    active() {},
  },
  make: (host) => inside(host, 'progress', { max: 100, value: 0 }),
};

/** Moved it tells `changing`, and `change` where it is left. */
export const slider = {
  properties: {
    value: Number,
    min: Number,
    max: { type: Number, value: 100 },
    step: { type: Number, value: 1 },
    disabled: Boolean,
    activeColor: String,
    backgroundColor: String,
    blockSize: Number,
    blockColor: String,
    showValue: Boolean,
    name: String,
  },
  draw: {
    value(value, it) {
      it.control.value = value;
    },
    activeColor(value, it) {
      it.control.style.accentColor = value;
    },
    backgroundColor() {},
    blockSize() {},
    blockColor() {},
    showValue() {},
    name() {},
  },
  make(host, it) {
    const control = inside(host, 'input', { type: 'range' });
    const tell = (name) => () => it.triggerEvent(name, { value: Number(control.value) });
    control.addEventListener('input', tell('changing'));
    control.addEventListener('change', tell('change'));
    return control;
  },
};

/** The page's own settings from its template; root-font-size="system" follows the size set in WeChat. */
export const pageMeta = {
  properties: { rootFontSize: String, pageStyle: String, backgroundColor: String },
  draw: {
    rootFontSize(value) {
      document.documentElement.style.fontSize = value === 'system' ? `${globalThis.wechatFontSize ?? 16}px` : value;
    },
    pageStyle(value, it) {
      it.host.closest('.wx-page').style.cssText = value;
    },
    backgroundColor(value) {
      document.documentElement.style.background = value;
    },
  },
};
