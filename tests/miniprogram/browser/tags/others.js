/** <progress> and <page-meta>. */
import { inside } from './define.js';

export const progress = {
  properties: {
    percent: Number, showInfo: Boolean, strokeWidth: Number, activeColor: String, backgroundColor: String, active: Boolean,
  },
  draw: {
    percent(value, it) { it.control.value = value; },
    showInfo() {}, strokeWidth() {}, activeColor() {}, backgroundColor() {}, active() {},
  },
  make: (host) => inside(host, 'progress', { max: 100, value: 0 }),
};

/** The page's own settings from its template; root-font-size="system" follows the size set in WeChat. */
export const pageMeta = {
  properties: { rootFontSize: String, pageStyle: String, backgroundColor: String },
  draw: {
    rootFontSize(value) {
      document.documentElement.style.fontSize = value === 'system' ? `${globalThis.wechatFontSize ?? 16}px` : value;
    },
    pageStyle(value, it) { it.host.closest('.wx-page').style.cssText = value; },
    backgroundColor(value) { document.documentElement.style.background = value; },
  },
};
