/** What surrounds the pages of either site: the way past the menu, and whether the line is there. */
import { html, useLayoutEffect, useState } from './vendor/preact.js';

/** @import { Session } from './person.js' */
/** @import { Children } from './vendor/preact.js' */

function useOnline() {
  const [online, setOnline] = useState(navigator.onLine);
  useLayoutEffect(() => {
    // before anybody could be told of a change
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}

/** Whether somebody is logged in.  @param {Pick<Session, 'isLoggedIn' | 'watch'>} session */
export function useLoggedIn({ isLoggedIn, watch }) {
  const [inside, setInside] = useState(isLoggedIn);
  useLayoutEffect(() => watch(() => setInside(isLoggedIn())), []);
  return inside;
}

/** @param {Event} event */
const skip = (event) => {
  event.preventDefault();
  document.getElementById('main')?.focus();
};

export const Skip = () => html`<a class="skip" href="#main" onClick=${skip}>跳到正文</a>`;

export function Offline() {
  const online = useOnline();
  return html`<div class="offline" role="status">
    ${!online && '网络已断开。已填写的内容不会丢失，联网后可继续。'}
  </div>`;
}

/** @param {{ children?: Children }} props */
export const Brand = ({ children }) => html`<a class="brand" href="#/">
  <img src=${new URL('./art/icon.svg', import.meta.url).href} alt="" width="28" height="28" />${children}
</a>`;
