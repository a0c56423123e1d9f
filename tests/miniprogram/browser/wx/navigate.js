/** From page to page.  A phone needs a moment, in which a second tap can come. */
import { queryOf } from '../query.js';
import { pages } from '../world.js';
import { Failed, call } from './calls.js';

const MOMENT_MS = 60;

let lost = null; // the root of a package that does not come

const moment = () =>
  new Promise((resolve) => {
    setTimeout(resolve, MOMENT_MS);
  });

/** A path relative to the page one is on, as a path of the project. */
function resolved(path) {
  const here = new URL(pages.it.top?.name ?? '', 'https://project/');
  return decodeURI(new URL(path, here).pathname.slice(1));
}

const go = (name, move) =>
  call(name, async ({ url, delta = 1 }) => {
    const [path, query = ''] = (url ?? '').split('?');
    await moment();
    try {
      const to = url === undefined ? delta : resolved(path);
      if (lost && `${to}`.startsWith(lost)) throw new Error('timeout');
      move(to, queryOf(query));
    } catch (error) {
      console.error(`${name}: ${error.message}`); // a page rarely asks whether it worked
      throw new Failed(error.message);
    }
  });

globalThis.harness.moved = moment; // who waits for it has waited for every move that began before
globalThis.harness.happens.packageLost = (root) => {
  lost = root;
};

/** Raises Failed where no tab bar is in sight. */
function mark(index, text) {
  try {
    pages.it.mark(index, text);
  } catch (error) {
    throw new Failed(error.message);
  }
}

export const navigate = {
  setTabBarBadge: call('setTabBarBadge', ({ index, text }) => mark(index, text)),
  removeTabBarBadge: call('removeTabBarBadge', ({ index }) => mark(index, '')),
  navigateTo: go('navigateTo', (page, query) => pages.it.navigate(page, query)),
  redirectTo: go('redirectTo', (page, query) => pages.it.redirect(page, query)),
  reLaunch: go('reLaunch', (page, query) => pages.it.relaunch(page, query)),
  switchTab: go('switchTab', (page) => pages.it.switchTab(page)),
  navigateBack: go('navigateBack', (delta) => pages.it.back(delta)),
};
