/** Addresses of a site: `#/orders/…`; the part after `#` alone, so any server of files can serve it. */

/** A link cut off in the middle of a sign is an address we do not have.  @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** @typedef {Record<string, string>} Params */
/** @typedef {Record<string, string | number | null | undefined>} Query */
/** @typedef {[pattern: string, page: string, open?: boolean]} Row */
/** @typedef {{ page: string | null, open: boolean, path: string, params: Params }} Route */

/** @param {string[]} words @param {string} path @returns {Params | null} */
function match(words, path) {
  const there = path.split('/');
  if (there.length !== words.length) return null;
  /** @type {Params} */
  const params = {};
  for (const [place, word] of words.entries()) {
    if (word.startsWith(':')) {
      const value = decoded(there[place]);
      if (value === null) return null;
      params[word.slice(1)] = value;
    } else if (word !== there[place]) return null;
  }
  return params;
}

/** rows: [pattern, page's module, open to everybody] → a function that says {page, open, params, path} of an address,
 * by itself of the one now; page is null for an unknown one.
 * @param {Row[]} rows @returns {(address?: string) => Route} */
export function router(rows) {
  const routes = rows.map(([pattern, page, open = false]) => ({ words: pattern.split('/'), page, open }));
  return (address = here()) => {
    const [path, search = ''] = address.split('?');
    for (const { words, page, open } of routes) {
      const found = match(words, path);
      if (found) return { page, open, path, params: { ...Object.fromEntries(new URLSearchParams(search)), ...found } };
    }
    return { page: null, open: true, path, params: {} };
  };
}

/** `#/orders/1?tab=all`; parts are escaped, empty query values left out; of a query that `path` has already, too.
 * @param {string} path @param {Query} [query] */
export function link(path, query = {}) {
  const [before, search] = path.split('?');
  const all = new URLSearchParams(search);
  for (const [name, value] of Object.entries(query)) {
    if (value) all.set(name, String(value));
    else all.delete(name);
  }
  const text = all.toString();
  return `#${before}${text && `?${text}`}`;
}

/** @param {string} path @param {Query} [query] */
export const go = (path, query) => {
  location.hash = link(path, query);
};

/** Goes there without leaving this step behind for the back button; `path` may have its query already.
 * @param {string} path @param {Query} [query] */
export function replace(path, query) {
  history.replaceState(null, '', link(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Changes a part of the address of the page at `path`, as it is now; nothing for whoever has left that page meanwhile.
 * @param {string} path @param {Query} part */
export function amend(path, part) {
  if (here().split('?')[0] === path) replace(here(), part);
}

/** Goes on to another page of a list; two clicks are one.  @param {string} to as of `link` */
export function turn(to) {
  if (location.hash === to) return;
  history.pushState({ turned: true }, '', to);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const AGAIN = 'page-again';

/** Opens the page at `path` from its beginning, though it is the one that is shown.  @param {string} path */
export function openAgain(path) {
  if (location.hash !== link(path)) history.pushState(null, '', link(path));
  dispatchEvent(new Event(AGAIN));
}

/** Calls back at each `openAgain`; returns how to stop.  @param {() => void} listener */
export function onAgain(listener) {
  addEventListener(AGAIN, listener);
  return () => removeEventListener(AGAIN, listener);
}

/** Whether one step back in the browser leads to the page before. */
export const hasTurned = () => history.state?.turned === true;

/** Where a login leads back to. */
export const here = () => location.hash.slice(1) || '/';

/** Only addresses of this site.  @param {string | null | undefined} next */
export const safe = (next) => (next?.startsWith('/') && !next.startsWith('/login') ? next : '/');
