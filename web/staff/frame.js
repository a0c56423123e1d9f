/** What surrounds every page of the console: the desks somebody may use, and who she is. */
import { html, useLayoutEffect } from '../shared/vendor/preact.js';
import { Brand, Offline, Skip, useLoggedIn } from '../shared/around.js';
import { useLoaded } from '../shared/hooks.js';
import { Await } from '../shared/ui.js';
import { desksOf } from './desks.js';
import { staffMe } from './generated/client.js';
import { isLoggedIn, Me, watch } from './session.js';

/** @import { StaffView } from '../shared/generated/types' */
/** @import { Children } from '../shared/vendor/preact.js' */

/** @param {string} path @param {string} to */
const isAt = (path, to) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`));

/** @param {{ path: string, me: StaffView }} props */
const Nav = ({ path, me }) => html`<nav class="desks" aria-label="工作台">
  <ul>${[['/', '首页'], ...desksOf(me)].map(
    ([to, name]) => html`<li>
      <a href=${`#${to}`} aria-current=${isAt(path, to) ? 'page' : null}>${name}</a>
    </li>`,
  )}</ul>
</nav>`;

/** Whoever is logged in, asked anew at each login.
 * @param {{ path: string, children?: Children }} props */
function Inside({ path, children }) {
  const me = useLoaded(staffMe);
  useLayoutEffect(() => watch(() => isLoggedIn() && me.reload()), []); // somebody else may log in from another tab
  return html`<${Await} of=${me}>${(/** @type {StaffView} */ who) => html`<${Me.Provider} value=${who}>
    <div class="inside" key=${who.staff_id}>
      <${Nav} path=${path} me=${who} />
      <main id="main" class="main" tabindex="-1">${children}</main>
    </div>
    <footer class="foot">
      <a href="#/me">${who.name}</a> · ${who.branch} · ${who.roles.map(({ label }) => label).join('、')}
    </footer>
  <//>`}<//>`;
}

/** @param {{ path: string, children?: Children }} props */
export function Frame({ path, children }) {
  const inside = useLoggedIn({ isLoggedIn, watch });
  return html`
    <${Skip} />
    <header class="head"><${Brand}>分社工作台<//></header>
    <${Offline} />
    ${
      inside
        ? html`<${Inside} path=${path}>
          ${children}
        <//>`
        : html`<main id="main" class="main" tabindex="-1">${children}</main>`
    }
  `;
}
