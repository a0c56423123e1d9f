/** The app's version and its updates, the clipboard, the telephone, the line, the log. */
import { outside, record } from '../world.js';
import { call, event, taken } from './calls.js';
import { temporary } from './temporary.js';

const line = event('NetworkStatusChange');
addEventListener('online', () => line.fire({ isConnected: true, networkType: 'wifi' }));
addEventListener('offline', () => line.fire({ isConnected: false, networkType: 'none' }));

const held = event('AccelerometerChange');

const log = {
  error: (...said) => {
    record.logs.push(said);
  },
};

const update = event('UpdateReady');

const manager = {
  onUpdateReady: update.api.onUpdateReady,
  applyUpdate() {
    outside('applyUpdate');
  },
};

/** For the tests: what happens to the app without a tap. */
Object.assign(globalThis.harness.happens, {
  updateReady: () => update.fire({}),
  sweep: temporary.sweep,
  hold: held.fire,
});

export const system = {
  ...line.api,
  ...held.api,
  startAccelerometer: call('startAccelerometer', () => {}),
  stopAccelerometer: call('stopAccelerometer', () => {}),
  getRealtimeLogManager: () => log,
  getUpdateManager: () => manager,
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wxharness', envVersion: 'develop', version: '' } }),
  getDeviceInfo: () => ({ platform: 'devtools', brand: 'harness', model: 'harness', system: 'harness' }),
  setClipboardData: call('setClipboardData', async ({ data }) => taken(await outside('setClipboardData', { data }))),
  makePhoneCall: call('makePhoneCall', ({ phoneNumber }) => outside('makePhoneCall', { phoneNumber })),
};
