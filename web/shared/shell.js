/** The shell of a site: which page is shown, and that its visitor is logged in. */
import { html, render, useEffect, useLayoutEffect, useRef, useState } from './vendor/preact.js';
import { lost } from './http.js';
import { here, onAgain, replace, safe } from './router.js';
import { ErrorBox, Loading, Page, Site } from './ui.js';

/** @import { Refusal } from './http.js' */
/** @import { Session } from './person.js' */
/** @import { Route } from './router.js' */
/** @import { SiteView } from './ui.js' */
/** @typedef {Pick<Session, 'isLoggedIn' | 'watch'>} Seen */
/** @typedef {import('preact').ComponentType<never>} Component of a page, or what surrounds it */

const NotFound = () => html`<${Page} title="没有这个页面">
  <p>地址可能不完整，或页面已经移动。</p>
  <a class="weui-btn weui-btn_primary" href="#/">回到首页</a>
<//>`;

/** visit: counts how often a page was opened again though it was shown already.
 * @typedef {Route & { visit: number }} Visited */
/** known: whether its visitor was logged in then.
 * @typedef {{ Component: Component | null, error: Refusal | null, route: Visited | null, known: boolean }} Shown */
/** @type {Shown} */
const NOTHING = { Component: null, error: null, route: null, known: false };

/** Loads each page's module once.  Some browsers remember that a module did not come, and do not ask for it again: what
 * fails twice, though there is a line, begins anew at the same address.
 * @param {(page: string) => Promise<{ default: Component }>} bring */
function loader(bring) {
  /** @type {Map<string, Component>} */
  const loaded = new Map();
  let failed = false;
  return async (/** @type {string} */ page) => {
    if (!loaded.has(page)) {
      const module = await bring(page).catch((error) => {
        if (navigator.onLine) console.error(error);
        if (navigator.onLine && failed) location.reload();
        failed = true;
        throw lost();
      });
      loaded.set(page, module.default);
    }
    return /** @type {Component} */ (loaded.get(page));
  };
}

/** Where the visitor really is: at the login first, and past it when that is done.
 * @param {() => Route} current @param {() => boolean} isLoggedIn */
const guard = (current, isLoggedIn) => () => {
  const route = current();
  if (!route.open && !isLoggedIn()) replace('/login', { next: here() === '/' ? '' : here() });
  else if (route.page === 'login' && isLoggedIn()) replace(safe(route.params.next));
  else return route;
  return current();
};

/**
 * @param {{ guarded: () => Route, load: ReturnType<typeof loader>, session: Seen, Frame: Component }} props
 */
function App({ guarded, load, session: { isLoggedIn, watch }, Frame }) {
  const visit = useRef(0);
  const found = () => ({ ...guarded(), visit: visit.current });
  const [route, setRoute] = useState(found);
  const [shown, setShown] = useState(NOTHING);

  // At once, not after the first paint: an address that changed in between would never be seen.
  useLayoutEffect(() => {
    const look = () => setRoute(found());
    const again = () => {
      visit.current += 1;
      look();
    };
    addEventListener('hashchange', look);
    const stops = [watch(look), onAgain(again)];
    return () => {
      removeEventListener('hashchange', look);
      stops.forEach((stop) => stop());
    };
  }, []);

  const newest = useRef(route);
  newest.current = route;
  const open = async () => {
    const show = (/** @type {Partial<Shown>} */ what) => {
      if (newest.current === route) setShown({ ...NOTHING, route, known: isLoggedIn(), ...what });
    };
    if (route.page === null) return show({ Component: NotFound });
    return load(route.page).then(
      (Component) => show({ Component }),
      (error) => show({ error }),
    );
  };
  useEffect(() => {
    open();
  }, [route]);
  useEffect(() => {
    scrollTo(0, 0);
  }, [shown.route?.path, shown.route?.visit]);

  const { error } = shown;
  // At once, too: the line may be back before the next paint.
  useLayoutEffect(() => {
    if (!error) return undefined;
    addEventListener('online', open);
    return () => removeEventListener('online', open);
  }, [error]);
  // or it would know nobody while the login is loaded, or begin anew for whoever logged in by it
  const isOver = shown.route?.path !== route.path && shown.known !== isLoggedIn();
  const Component = !isOver && (shown.route?.open || isLoggedIn()) ? shown.Component : null;
  const { path = '', params = {}, visit: its = 0 } = shown.route ?? {};
  return html`<${Frame} path=${route.path}>
    ${error && html`<${Page} title="页面加载失败"><${ErrorBox} error=${error} retry=${open} /><//>`}
    ${!error && !Component && html`<${Loading} />`}
    ${!error && Component && html`<${Component} key=${`${path} ${its}`} ...${params} />`}
  <//>`;
}

/** site: of `Site`; current: of `router`; bring(page): imports its module, whose default is the component; session:
 * {isLoggedIn, watch}; Frame: what surrounds the pages, told `path`.
 * @param {{ site: SiteView, current: () => Route, bring: (page: string) => Promise<{ default: Component }>,
 *   session: Seen, Frame: Component }} wanted */
export function start({ site, current, bring, session, Frame }) {
  const root = /** @type {HTMLElement} */ (document.getElementById('app'));
  root.replaceChildren();
  render(
    html`<${Site.Provider} value=${site}>
      <${App} guarded=${guard(current, session.isLoggedIn)} load=${loader(bring)} session=${session} Frame=${Frame} />
    <//>`,
    root,
  );
}
