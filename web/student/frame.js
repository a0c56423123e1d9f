/** What surrounds every page: where one can go, whether the line is there, who runs the site. */
import { html, useEffect, useState } from '../shared/vendor/preact.js';
import { Brand, Offline, Skip, useLoggedIn } from '../shared/around.js';
import { TITLES } from '../shared/generated/titles.js';
import { isLoggedIn, watch } from './session.js';

const Nav = ({ path }) => {
  const item = (to, text, on) => html`<a href=${`#${to}`} aria-current=${on ? 'page' : null}>${text}</a>`;
  return html`<nav class="nav" aria-label="主要页面">
    ${item('/', '采集', path === '/' || path.startsWith('/tasks'))}
    ${item('/orders', '我的订单', path.startsWith('/orders'))}
    ${item('/me', '我的', path.startsWith('/me'))}
  </nav>`;
};

function Footer() {
  const [site, setSite] = useState(null);
  useEffect(() => { import('./settings.js').then(({ settings }) => settings()).then(setSite, () => {}); }, []); // nobody waits for the footer
  return html`<footer class="footer">
    <p class="footer-links">
      ${['TERMS', 'PRIVACY'].map((kind) => html`<a href=${`#/texts/${kind}`}>${TITLES[kind]}</a>`)}
      <a href="#/contact">联系我们</a>
    </p>
    ${site && html`<p>${site.operator}</p>
    <p class="footer-links">
      ${site.icp && html`<a href="https://beian.miit.gov.cn/" rel="noreferrer">${site.icp}</a>`}
      ${site.police && html`<a href=${site.police.url} rel="noreferrer">${site.police.text}</a>`}
    </p>`}
  </footer>`;
}

export function Frame({ path, children }) {
  const inside = useLoggedIn({ isLoggedIn, watch });
  return html`
    <${Skip} />
    <header class="head"><div class="head-in">
      <${Brand}>毕业生图像采集<//>
      ${inside && html`<${Nav} path=${path} />`}
    </div></header>
    <${Offline} />
    <main id="main" class="main" tabindex="-1">${children}</main>
    <${Footer} />`;
}
