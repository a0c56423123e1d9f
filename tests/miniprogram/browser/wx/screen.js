/** What WeChat shows over a page. */
import { record } from '../world.js';
import { Failed, call } from './calls.js';

const make = (tag, values) => Object.assign(document.createElement(tag), values);
let toast;

/** A new one takes the place of the one before. */
function show(title, ms) {
  record.toasts.push(title);
  toast?.remove();
  const shown = make('div', { className: 'wx-toast', role: 'status', textContent: title });
  toast = shown;
  document.body.append(shown);
  setTimeout(() => shown.remove(), ms);
}

/** A dialog with its buttons; resolves to the value of the one that was tapped. */
function ask(texts, buttons) {
  return new Promise((resolve) => {
    const dialog = document.body.appendChild(make('dialog', { className: 'wx-dialog' }));
    dialog.append(...texts.filter(({ textContent }) => textContent), make('menu', {}));
    dialog.setAttribute('aria-label', texts[0].textContent);
    for (const [value, textContent] of buttons) {
      dialog.lastChild.append(
        make('button', {
          value,
          textContent,
          onclick: () => {
            dialog.remove();
            resolve(value);
          },
        }),
      );
    }
    dialog.showModal();
  });
}

async function showModal({ title = '', content = '', showCancel = true, cancelText = '取消', confirmText = '确定' }) {
  if ([...confirmText].length > 4 || [...cancelText].length > 4)
    throw new Failed('parameter error: a button has at most 4 characters');
  const texts = [make('h3', { textContent: title }), make('p', { textContent: content })];
  const buttons = [...(showCancel ? [['cancel', cancelText]] : []), ['confirm', confirmText]];
  const value = await ask(texts, buttons);
  return { confirm: value === 'confirm', cancel: value === 'cancel' };
}

export const screen = {
  showToast: call('showToast', ({ title, duration = 1500 }) => show(title, duration)),
  showModal: call('showModal', showModal),
  stopPullDownRefresh: call('stopPullDownRefresh', () => {}),
  pageScrollTo: call('pageScrollTo', ({ scrollTop, selector }) => {
    if (selector) document.querySelector(`.wx-page:not([hidden]) ${selector}`)?.scrollIntoView();
    else scrollTo(0, scrollTop);
  }),
};
