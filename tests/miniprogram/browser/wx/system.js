/** The phone, the app's own version, and what is on its clipboard. */
import { onThemeChange, theme } from '../theme.js';
import { application, outside } from '../world.js';
import { call, event } from './calls.js';

const update = event('UpdateReady');
const updateFailed = event('UpdateFailed');
const themes = event('ThemeChange');
const hidden = event('AppHide');
const shown = event('AppShow');

onThemeChange(() => themes.fire({ theme: theme(application.config) }));

const manager = {
  onCheckForUpdate() {},
  onUpdateReady: update.api.onUpdateReady,
  onUpdateFailed: updateFailed.api.onUpdateFailed,
  applyUpdate() { outside('applyUpdate'); },
};

/** For the tests: what happens to the app without a tap. */
globalThis.harness.happens = { updateReady: () => update.fire({}) };

export const system = {
  ...themes.api, ...hidden.api, ...shown.api,
  getUpdateManager: () => manager,
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wxharness', envVersion: 'develop', version: '' } }),
  getWindowInfo: () => ({
    windowWidth: innerWidth, windowHeight: innerHeight - 44, screenWidth: innerWidth, screenHeight: innerHeight,
    pixelRatio: devicePixelRatio, statusBarHeight: 0, safeArea: { top: 0, bottom: innerHeight, left: 0, right: innerWidth },
  }),
  getAppBaseInfo: () => ({ theme: theme(application.config), SDKVersion: '3.7.0', language: 'zh_CN', version: '8.0.50' }),
  getLaunchOptionsSync: () => application.launched,
  getEnterOptionsSync: () => application.launched,
  nextTick: (run) => setTimeout(run),
  setClipboardData: call('setClipboardData', ({ data }) => outside('setClipboardData', { data })),
  makePhoneCall: call('makePhoneCall', ({ phoneNumber }) => outside('makePhoneCall', { phoneNumber })),
};
