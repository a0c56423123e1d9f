/** The shell of a site: which page is shown, and that its visitor is logged in. */
import { html, render, useEffect, useLayoutEffect, useRef, useState } from './vendor/preact.js';
import { lost } from './http.js';
import { here, replace, safe } from './router.js';
import { ErrorBox, Loading, Page, Site } from './ui.js';

const NotFound = () => html`<${Page} title="没有这个页面">
  <p>地址可能不完整，或页面已经移动。</p>
  <a class="weui-btn weui-btn_primary" href="#/">回到首页</a>
<//>`;

/** Loads each page's module once. */
function loader(bring) {
  const loaded = new Map();
  return async (page) => {
    if (!loaded.has(page)) {
      const module = await bring(page).catch((error) => {
        if (navigator.onLine) console.error(error);
        throw lost();
      });
      loaded.set(page, module.default);
    }
    return loaded.get(page);
  };
}

/** Where the visitor really is: at the login first, and past it when that is done. */
const guard = (current, isLoggedIn) => () => {
  const route = current();
  if (!route.open && !isLoggedIn()) replace('/login', { next: here() === '/' ? '' : here() });
  else if (route.page === 'login' && isLoggedIn()) replace(safe(route.params.next));
  else return route;
  return current();
};

function App({ guarded, load, session: { isLoggedIn, watch }, Frame }) {
  const [route, setRoute] = useState(guarded);
  const [shown, setShown] = useState({ Component: null, error: null, route: null });

  // At once, not after the first paint: an address that changed in between would never be seen.
  useLayoutEffect(() => {
    const look = () => setRoute(guarded());
    addEventListener('hashchange', look);
    const stop = watch(look);
    return () => {
      removeEventListener('hashchange', look);
      stop();
    };
  }, []);

  const newest = useRef(null);
  newest.current = route;
  const open = async () => {
    const show = (what) => newest.current === route && setShown({ Component: null, error: null, route, ...what });
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
  }, [shown.route?.path]);

  const { error } = shown;
  // At once, too: the line may be back before the next paint.
  useLayoutEffect(() => {
    if (!error) return undefined;
    addEventListener('online', open);
    return () => removeEventListener('online', open);
  }, [error]);
  // or it would know nobody while the login is loaded
  const Component = shown.route?.open || isLoggedIn() ? shown.Component : null;
  return html`<${Frame} path=${route.path}>
    ${error && html`<${Page} title="页面加载失败"><${ErrorBox} error=${error} retry=${open} /><//>`}
    ${!error && !Component && html`<${Loading} />`}
    ${!error && Component && html`<${Component} key=${shown.route.path} ...${shown.route.params} />`}
  <//>`;
}

/** site: of `Site`; current: of `router`; bring(page): imports its module, whose default is the component; session:
 * {isLoggedIn, watch}; Frame: what surrounds the pages, told `path`. */
export function start({ site, current, bring, session, Frame }) {
  const root = document.getElementById('app');
  root.replaceChildren();
  render(
    html`<${Site.Provider} value=${site}>
      <${App} guarded=${guard(current, session.isLoggedIn)} load=${loader(bring)} session=${session} Frame=${Frame} />
    <//>`,
    root,
  );
}
