/** What WeChat shows over a page. */
import { pages } from '../world.js';
import { Failed, call } from './calls.js';

const make = (tag, values) => Object.assign(document.createElement(tag), values);
let toast;

function hide() {
  toast?.remove();
  toast = undefined;
}

function show(title, ms) {
  hide();
  const shown = make('div', { className: 'wx-toast', role: 'status', textContent: title });
  toast = shown;
  document.body.append(shown);
  if (ms) setTimeout(() => shown.remove(), ms);
}

/** A dialog with its buttons; resolves to the value of the one that was tapped. */
function ask(className, texts, buttons) {
  return new Promise((resolve) => {
    const dialog = document.body.appendChild(make('dialog', { className }));
    dialog.append(...texts.filter(({ textContent }) => textContent), make('menu', {}));
    dialog.setAttribute('aria-label', texts[0]?.textContent ?? '');
    for (const [value, textContent] of buttons) {
      dialog.lastChild.append(make('button', { value, textContent, onclick: () => { dialog.remove(); resolve(value); } }));
    }
    dialog.showModal();
  });
}

async function showModal({ title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定' }) {
  if ([...confirmText].length > 4 || [...cancelText].length > 4) throw new Failed('parameter error: a button has at most 4 characters');
  const texts = [make('h3', { textContent: title }), make('p', { textContent: content })];
  const buttons = [...(showCancel ? [['cancel', cancelText]] : []), ['confirm', confirmText]];
  const value = await ask('wx-dialog', texts, buttons);
  return { confirm: value === 'confirm', cancel: value === 'cancel' };
}

async function showActionSheet({ itemList, alertText = '' }) {
  if (itemList.length > 6) throw new Failed('parameter error: at most 6 items');
  const buttons = [...itemList.map((text, index) => [String(index), text]), ['cancel', '取消']];
  const value = await ask('wx-dialog wx-sheet', [make('h3', { textContent: alertText })], buttons);
  if (value === 'cancel') throw new Failed('cancel');
  return { tapIndex: Number(value) };
}

export const screen = {
  showToast: call('showToast', ({ title, duration = 1500 }) => show(title, duration)),
  showLoading: call('showLoading', ({ title }) => show(title)),
  hideLoading: call('hideLoading', hide),
  showModal: call('showModal', showModal),
  showActionSheet: call('showActionSheet', showActionSheet),
  setNavigationBarTitle: call('setNavigationBarTitle', ({ title }) => pages.it.setTitle(title)),
  stopPullDownRefresh: call('stopPullDownRefresh', () => {}),
  pageScrollTo: call('pageScrollTo', ({ scrollTop, selector }) => {
    if (selector) document.querySelector(`.wx-page:not([hidden]) ${selector}`)?.scrollIntoView();
    else scrollTo(0, scrollTop);
  }),
};
