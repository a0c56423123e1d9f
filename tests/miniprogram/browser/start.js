/** Runs a compiled mini-program in an ordinary browser: App, Page, Component, getApp, getCurrentPages and wx. */
import { MiniProgramEnv, component, glassEasel } from 'glass-easel-miniprogram-adapter';
import { Pages } from './pages.js';
import { queryOf } from './query.js';
import { defineTags } from './tags/index.js';
import { listenForTaps } from './taps.js';
import { themed } from './theme.js';
import { watchSetData } from './watch.js';
import { application, pages as stack } from './world.js';
import { wx } from './wx/index.js';

/** The app.json's path and the query of the address after #; the first page unless one is said. */
function launchOptions(app) {
  const [path, query = ''] = location.hash.slice(1).split('?');
  return { path: path || app.pages[0], query: queryOf(query), scene: 1001, referrerInfo: {}, shareTicket: '' };
}

// as on a phone, which says nothing
const HARMLESS = /but get null value\. Used default value|for-list data is .*"undefined"/;

/** Remarks of the drawing engine are faults of the mini-program: a test fails on what its console says. */
function tellRemarks() {
  glassEasel.addGlobalWarningListener((message) => {
    if (!HARMLESS.test(message)) console.error(message);
    return false;
  });
}

function register(code, templates, { name, config, using, load }) {
  const usingComponents = Object.fromEntries(Object.entries(using).map(([tag, target]) => [tag, `/${target}`]));
  // Styles are kept apart by classes that the compiler put in.
  code.addComponentStaticConfig(name, { ...config, usingComponents, styleIsolation: 'shared' });
  code.addCompiledTemplate(name, { groupList: templates, content: templates[name] });
  code.globalComponentEnv(globalThis, name, load);
}

delete Promise.prototype.finally; // as on phones that never got it

export function start({ app, theme, templates, units, loadApp }) {
  const env = new MiniProgramEnv();
  const code = env.createCodeSpace('', true);
  const backend = new glassEasel.CurrentWindowBackendContext();
  const associated = env.associateBackend(backend);
  tellRemarks();
  listenForTaps(backend);
  watchSetData(component.ComponentCaller);
  defineTags(env, code);
  Object.assign(globalThis, {
    wx,
    App: (options) => {
      application.it = options;
    },
    getApp: () => application.it,
    getCurrentPages: () => stack.it.list(),
  });
  const options = launchOptions(app);
  loadApp();
  units.toReversed().forEach((unit) => register(code, templates, unit));
  stack.it = new Pages({
    app,
    theme: themed(app, theme),
    units,
    create: (name) => associated.createRoot('wx-root', code, name),
  });
  application.it.onLaunch?.(options);
  application.it.onShow?.(options);
  if (stack.it.has(options.path)) stack.it.push(options.path, options.query);
  else application.it.onPageNotFound?.({ path: options.path, query: options.query, isEntryPage: true });
}
