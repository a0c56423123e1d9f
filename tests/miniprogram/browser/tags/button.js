/** <button>: taps, forms, and what only WeChat itself can do (open-type). */
import { outside, pages } from '../world.js';
import { temporary } from '../wx/temporary.js';
import { setAttribute } from './define.js';
import { privately, tappedToAgree } from '../wx/privacy.js';

/** open-type → [event, what it brings]. */
const OPENS = {
  getPhoneNumber: ['getphonenumber', () => privately('getPhoneNumber', () => outside('getPhoneNumber'))],
  chooseAvatar: [
    'chooseavatar',
    () =>
      privately('chooseAvatar', async () => {
        const { file, errMsg } = await outside('chooseAvatar');
        return file ? { avatarUrl: temporary.put(file) } : { errMsg };
      }),
  ],
  contact: ['contact', (it) => outside('contact', { sessionFrom: it.data.sessionFrom })],
  openSetting: ['opensetting', () => outside('openSetting')],
};

async function opened(it) {
  if (it.data.openType === 'agreePrivacyAuthorization') {
    tappedToAgree(it.id);
    it.triggerEvent('agreeprivacyauthorization', {});
    return;
  }
  if (it.data.openType === 'share') {
    await outside(
      'share',
      pages.it.top.page.onShareAppMessage({ from: 'button', target: { id: it.id, dataset: it.dataset } }),
    );
    return;
  }
  const [event, ask] = OPENS[it.data.openType] ?? [];
  if (!event) throw new Error(`<button open-type="${it.data.openType}"> is not in the test harness`);
  it.triggerEvent(event, await ask(it).catch((refused) => refused));
}

function clicked(it) {
  if (it.data.disabled) return;
  if (it.data.openType) opened(it).catch(reportError);
  if (it.data.formType) it.host.closest('wx-form')?.component[it.data.formType]();
}

export const button = {
  properties: {
    disabled: Boolean,
    loading: Boolean,
    plain: Boolean,
    openType: String,
    formType: String,
    sessionFrom: String,
    size: String,
    type: { type: String, value: 'default' },
  },
  draw: {
    sessionFrom() {},
    disabled(value, it) {
      setAttribute(it.host, 'disabled', value);
      it.host.setAttribute('aria-disabled', String(value));
    },
  },
  make(host, it) {
    Object.assign(host, { role: 'button', tabIndex: 0 });
    host.addEventListener('click', () => clicked(it));
    host.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') host.click();
    });
  },
};
