/** What surrounds every page: where one can go, whether the line is there, who runs the site. */
import { html, useEffect, useState } from '../shared/vendor/preact.js';
import { Brand, Offline, Skip, useLoggedIn } from '../shared/around.js';
import { TITLES } from '../shared/generated/titles.js';
import { Phone } from '../shared/student/contacts.js';
import { Icon } from './parts/icon.js';
import { isLoggedIn, watch } from './session.js';
import { useTodo } from './todo.js';

/** @import { Children } from '../shared/vendor/preact.js' */
/** @import { Settings } from '../shared/settings.js' */

// on a phone the next step takes the menu's place
const STEPS = /^\/(tasks\/|orders\/[^/]+\/(requirements|photo|confirm|pay|done)$)/;
const LISTS = new Set(['/', '/orders']); // these pages ask for the orders themselves

/** @param {{ path: string, todo: number | null }} props */
const Nav = ({ path, todo }) => {
  /** @param {string} to @param {string} icon @param {string} text @param {boolean} on @param {Children} [more] */
  const item = (to, icon, text, on, more = null) => html`<a href=${`#${to}`} aria-current=${on ? 'page' : null}>
    <${Icon} name=${on ? `${icon}-on` : icon} />${text}${more}
  </a>`;
  const dot = todo !== null && todo > 0 && html` <span class="dot"><span class="unseen">待办 </span>${todo}</span>`;
  return html`<nav class="nav" aria-label="主要页面">
    ${item('/', 'camera', '线上采集', path === '/' || STEPS.test(path))}
    ${item('/orders', 'orders', '我的订单', path.startsWith('/orders') && !STEPS.test(path), dot)}
    ${item('/me', 'user', '我的', path.startsWith('/me'))}
  </nav>`;
};

function useSite() {
  const [site, setSite] = useState(/** @type {Settings | null} */ (null));
  useEffect(() => {
    import('../shared/settings.js').then(({ settings }) => settings()).then(setSite, () => {});
  }, []); // nobody waits for it
  return site;
}

/** @param {{ site: Settings | null }} props */
const Footer = ({ site }) => html`<footer class="footer">
  <div class="footer-in">
    ${site && html`<p>${site.operator}</p>`}
    <p class="footer-links">
      ${site && html`<${Phone} phone=${site.branch.people[0].phone} />`}
      ${['TERMS', 'PRIVACY'].map((kind) => html`<a href=${`#/texts/${kind}`}>${TITLES[kind]}</a>`)}
      <a href="#/contact">联系分社</a>
    </p>
    ${
      site &&
      html`<p class="footer-links">
        ${site.icp && html`<a href="https://beian.miit.gov.cn/" rel="noreferrer">${site.icp}</a>`}
        ${site.police && html`<a href=${site.police.url} rel="noreferrer">${site.police.text}</a>`}
      </p>`
    }
  </div>
</footer>`;

/** @param {{ path: string, children?: Children }} props */
export function Frame({ path, children }) {
  const inside = useLoggedIn({ isLoggedIn, watch });
  const site = useSite();
  const steps = STEPS.test(path);
  const todo = useTodo(inside, !steps && !LISTS.has(path));
  return html`<div class=${`site ${steps ? 'in-flow' : inside ? 'with-tabs' : ''} ${inside ? '' : 'glow'}`}>
    <${Skip} />
    <header class="head">
      <div class="head-in">
        <${Brand}><span>高校图像信息采集<small>${site?.operator}</small></span><//>
        ${inside && html`<${Nav} path=${path} todo=${todo} />`}
      </div>
    </header>
    <${Offline} />
    <main id="main" class="main" tabindex="-1">${children}</main>
    <${Footer} site=${site} />
  </div>`;
}
