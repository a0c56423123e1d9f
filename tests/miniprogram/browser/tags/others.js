/** <progress>, <icon>, <navigator>, <page-meta>. */
import { wx } from '../wx/index.js';
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

export const icon = {
  properties: { type: String, size: null, color: String },
  draw: {
    size(value, it) { Object.assign(it.host.style, { width: `${value}px`, height: `${value}px` }); },
    color(value, it) { it.host.style.background = value; },
  },
};

const WAYS = { navigate: 'navigateTo', redirect: 'redirectTo', switchTab: 'switchTab', reLaunch: 'reLaunch', navigateBack: 'navigateBack' };

export const navigator = {
  properties: { url: String, openType: { type: String, value: 'navigate' }, delta: { type: Number, value: 1 } },
  draw: { url() {}, openType() {}, delta() {} },
  make(host, it) {
    Object.assign(host, { role: 'link', tabIndex: 0 });
    host.addEventListener('click', () => wx[WAYS[it.data.openType]]({ url: it.data.url, delta: it.data.delta }));
  },
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
