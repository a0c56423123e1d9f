/** What surrounds every page of the console: the desks somebody may use, who she is, and work mode.
 *
 * Work mode: the pages of WORK stand in `.app.work`.  There the navigation is a rail of signs on every screen wider
 * than a phone, and `main` is as high as the window.  A page with a `.work-foot` is a grid of its bar above
 * (`.page-head`, 48 px), the work, and that bar of what can be done (60 px): it fills the window and is not scrolled;
 * what may be scrolled in it says so itself. */
import { html, useLayoutEffect, useRef } from '../shared/vendor/preact.js';
import { Brand, Offline, Skip, useLoggedIn } from '../shared/around.js';
import { useLoaded } from '../shared/hooks.js';
import { openAgain } from '../shared/router.js';
import { Await } from '../shared/ui.js';
import { Count, useCounts } from './counts.js';
import { desksOf } from './desks.js';
import { staffMe } from './generated/client.js';
import { useFindKey } from './parts/find_order.js';
import { isFor } from './routes.js';
import { isLoggedIn, Me, onRefused, watch } from './session.js';
import { Icon } from './ui/icon.js';

/** @import { StaffView } from '../shared/generated/types' */
/** @import { Children } from '../shared/vendor/preact.js' */
/** @import { Counts } from './counts.js' */
/** @import { DeskRow } from './desks.js' */

const WORK = new Set(['/review']);

/** @param {string} path @param {string} to */
const isAt = (path, to) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`));

/** @type {DeskRow} */
const HOME = ['/', '首页', '', 'home', ''];

/** A click on the page one is on asks for it anew; one for another tab or window is the browser's.
 * @param {MouseEvent} event @param {string} to */
function again(event, to) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openAgain(to);
}

/** @param {{ path: string, desk: DeskRow, counts: Counts }} props */
const Go = ({ path, desk: [to, name, , sign], counts }) => html`<li>
  <a class="go" href=${`#${to}`} title=${name} aria-current=${isAt(path, to) ? 'page' : null}
      onClick=${path === to && ((/** @type {MouseEvent} */ event) => again(event, to))}>
    <${Icon} name=${sign} /><span>${name}</span>
  </a>
  <${Count} of=${counts} to=${to} />
</li>`;

/** @param {{ path: string, me: StaffView }} props */
function Nav({ path, me }) {
  const counts = useCounts(path, me);
  const desks = [HOME, ...desksOf(me)];
  const groups = [...new Set(desks.map(([, , , , group]) => group))];
  return html`<nav aria-label="工作台">${groups.map(
    (group) => html`
      ${group && html`<h2 key=${group}><span>${group}</span></h2>`}
      <ul key=${`${group}:`}>${desks
        .filter(([, , , , its]) => its === group)
        .map((desk) => html`<${Go} key=${desk[0]} path=${path} desk=${desk} counts=${counts} />`)}</ul>
    `,
  )}</nav>`;
}

/** Who works here.  @param {{ of: StaffView }} props */
function Who({ of: { name, branch, roles } }) {
  const what = `${roles.map(({ label }) => label).join('、')} · ${branch}`;
  return html`<footer class="me">
    <a href="#/me" title=${`${name} · ${what}`}>
      <b aria-hidden="true">${[...name][0]}</b><span><strong>${name}</strong><br /><em>${what}</em></span>
    </a>
  </footer>`;
}

/** Says so once somebody's roles are others than they were when she came in; not where the window is the page.
 * @param {{ me: StaffView, work: boolean }} props */
function NewRoles({ me: { roles }, work }) {
  const now = roles.map(({ label }) => label).join('、');
  const before = useRef(now);
  return html`<div class="new-roles" role="status">
    ${
      !work &&
      now !== before.current &&
      html`
        <p class="note">您的角色已更改，现在是：${now}。页面已按现在的角色显示。</p>
      `
    }
  </div>`;
}

/** @param {{ path: string, me: StaffView, children?: Children }} props */
function Desk({ path, me, children }) {
  const work = WORK.has(path) && isFor(me, path);
  useFindKey(me, !work && path !== '/orders'); // where the page has the key itself
  return html`<div class=${work ? 'app work' : 'app'}>
    <div class="side">
      <header><${Brand}><span>分社工作台</span><//></header>
      <${Nav} path=${path} me=${me} />
      <${Who} of=${me} />
    </div>
    <main id="main" class="main" tabindex="-1"><${NewRoles} me=${me} work=${work} />${children}</main>
  </div>`;
}

/** @param {{ children?: Children }} props */
const Door = ({ children }) => html`<div class="door">
  <header><${Brand}><span>分社工作台</span><//></header>
  <main id="main" class="main" tabindex="-1">${children}</main>
</div>`;

/** Whoever is logged in, asked anew at each login, and when something was refused for her roles.
 * @param {{ path: string, children?: Children }} props */
function Inside({ path, children }) {
  const me = useLoaded(staffMe);
  useLayoutEffect(() => watch(() => isLoggedIn() && me.reload()), []); // somebody else may log in from another tab
  useLayoutEffect(() => onRefused(me.reload), []);
  return html`<${Await} of=${me}>${(/** @type {StaffView} */ who) => html`<${Me.Provider} value=${who}>
    <${Desk} key=${who.staff_id} path=${path} me=${who}>${children}<//>
  <//>`}<//>`;
}

/** @param {{ path: string, children?: Children }} props */
export function Frame({ path, children }) {
  const inside = useLoggedIn({ isLoggedIn, watch });
  return html`
    <${Skip} />
    <${Offline} />
    ${
      inside
        ? html`<${Inside} path=${path}>
          ${children}
        <//>`
        : html`<${Door}>
          ${children}
        <//>`
    }
  `;
}
