/** The shell: which page is shown, and that its visitor is logged in. */
import { html, render, useEffect, useLayoutEffect, useRef, useState } from '../shared/vendor/preact.js';
import { isLoggedIn, watch } from '../shared/kept.js';
import { lost } from '../shared/http.js';
import { Frame } from './frame.js';
import { ErrorBox, Loading, Page } from './parts/ui.js';
import { current, here, replace, safe } from './routes.js';

const loaded = new Map();

async function load(page) {
  if (!loaded.has(page)) {
    const module = await import(`./pages/${page}.js`).catch((error) => {
      if (navigator.onLine) console.error(error);
      throw lost();
    });
    loaded.set(page, module.default);
  }
  return loaded.get(page);
}

const NotFound = () => html`<${Page} title="没有这个页面">
  <p>地址可能不完整，或页面已经移动。</p>
  <a class="weui-btn weui-btn_primary" href="#/">回到首页</a>
<//>`;

/** Where the visitor really is: at the login first, and past it when that is done. */
function guarded() {
  const route = current();
  if (!route.open && !isLoggedIn()) replace('/login', { next: here() === '/' ? '' : here() });
  else if (route.page === 'login' && isLoggedIn()) replace(safe(route.params.next));
  else return route;
  return current();
}

function App() {
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
    return load(route.page).then((Component) => show({ Component }), (error) => show({ error }));
  };
  useEffect(() => { open(); }, [route]);
  useEffect(() => { scrollTo(0, 0); }, [shown.route?.path]);

  const { Component, error } = shown;
  return html`<${Frame} path=${route.path}>
    ${error && html`<${Page} title="页面没有打开"><${ErrorBox} error=${error} retry=${open} /><//>`}
    ${!error && !Component && html`<${Loading} />`}
    ${!error && Component && html`<${Component} key=${shown.route.path} ...${shown.route.params} />`}
  <//>`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
