// What the review desk finds around it in a browser's tab: both storages, locks, events and a server that agrees.

class Storage {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, value) {
    this[name] = String(value);
  }
  removeItem(name) {
    delete this[name];
  }
}

const WEB = new URL('../../web/', import.meta.url);
const listeners = [];
const held = new Set();

/** listeners: told by tell(event, {...}); sent: [path, token, ids] of every call; answer(path): ends before it is
 * answered; reloads: how often the page was loaded anew. */
export const page = {
  sent: [],
  reloads: 0,
  answer: async () => {},
  held, // names of the locks that other pages have
  local: new Storage(),
  session: new Storage(),
  tell: (name, event) => listeners.filter(([one]) => one === name).forEach(([, listener]) => listener(event)),
  kept: (name) => JSON.parse(page.session.getItem(`gradphoto.kept.${name}`)),
  keep: (name, value) => page.session.setItem(`gradphoto.kept.${name}`, JSON.stringify(value)),
  load: (module) => import(new URL(module, WEB)),
  /** Somebody who logged in in another tab, before or after this one heard of it. */
  comes(who) {
    page.local.setItem('gradphoto.staff.who', who);
    page.local.setItem('gradphoto.staff.token', `token of ${who}`);
  },
  rests: () => new Promise((resolve) => setTimeout(resolve, 20)), // whatever was begun is done
  decision: (id, at = Date.now()) => ({
    order_id: id, number: `N${id}`, photo_no: 1, verdict: 'approve', reasons: [], note: null, at,
  }),
};

const request = async (name, { signal }, work) => {
  if (held.has(name)) throw signal;
  held.add(name);
  return work();
};

const fetch = async (path, { headers, body }) => {
  const { decisions = [], orders = [] } = JSON.parse(body ?? '{}');
  const ids = [...decisions.map(({ order_id: id }) => id), ...orders];
  page.sent.push([path.split('/').at(-1), headers.Authorization, ids]);
  await page.answer(path);
  const answers = ids.map((id) => ({ order_id: id, decided: !page.refuses, code: page.refuses ?? null }));
  return new Response(JSON.stringify({ answers, pictures: [], gone: [] }));
};

Object.defineProperty(globalThis, 'navigator', { value: { locks: { request }, onLine: true } });
Object.assign(globalThis, {
  localStorage: page.local,
  sessionStorage: page.session,
  addEventListener: (name, listener) => listeners.push([name, listener]),
  location: {
    reload: () => {
      page.reloads += 1;
    },
  },
  fetch,
});
