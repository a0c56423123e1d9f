// What the review desk finds in a browser's tab: both storages, locks, events and a server that agrees.
import { test } from 'node:test';

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
  clear() {
    for (const name of Object.keys(this)) delete this[name];
  }
}

const [local, session, listeners] = [new Storage(), new Storage(), []];

/** held: names of the locks that other pages have; sent: [path, token, ids] of every call; answer(path): is awaited
 * before the call's answer; refuses: the code that refuses every decision; reloads: how often the page was reloaded. */
export const page = {
  fire: (name, event) => listeners.filter(([one]) => one === name).forEach(([, listener]) => listener(event)),
  kept: (name) => JSON.parse(session.getItem(`gradphoto.kept.${name}`)),
  keep: (name, value) => session.setItem(`gradphoto.kept.${name}`, JSON.stringify(value)),
  /** A person logs in in another tab, of which this tab may not know yet. */
  comes(who) {
    local.setItem('gradphoto.staff.who', who);
    local.setItem('gradphoto.staff.token', `token of ${who}`);
  },
  logsOut() {
    local.removeItem('gradphoto.staff.token');
    page.fire('storage', { key: 'gradphoto.staff.token' });
  },
  rests: () => new Promise((resolve) => setTimeout(resolve, 20)), // until whatever was begun is done
  sentIds: () => page.sent.flatMap(([, , ids]) => ids),
};

const request = async (name, { signal }, work) => {
  if (page.held.has(name)) throw signal;
  page.held.add(name);
  return work();
};

const fetch = async (path, { headers, body }) => {
  const { decisions = [], orders = [] } = JSON.parse(body ?? '{}');
  const ids = [...decisions.map(({ order_id: id }) => id), ...orders];
  page.sent.push([path.split('/').at(-1), headers.Authorization, ids]);
  await page.answer(path);
  const answers = ids.map((id) => ({ order_id: id, decided: !page.refuses, code: page.refuses }));
  return new Response(JSON.stringify({ answers, bands: [], pictures: [], gone: [] }));
};

const startAgain = () =>
  Object.assign(page, { held: new Set(), sent: [], reloads: 0, refuses: null, answer: async () => {} });
const reload = () => {
  page.reloads += 1;
};
Object.defineProperty(globalThis, 'navigator', { value: { locks: { request }, onLine: true } });
Object.assign(globalThis, {
  localStorage: local,
  sessionStorage: session,
  addEventListener: (name, listener) => listeners.push([name, listener]),
  location: { reload },
  fetch,
});
startAgain();
export const { begin, leave } = await import('../../../web/staff/session.js');
export const { deskOf, unsent } = await import('../../../web/staff/review/round/desk.js');
export const { counted, waitingNow } = await import('../../../web/staff/review/waiting.js');

/** A test in a tab in which A is logged in and nothing was done yet. */
export const inTab = (name, check) =>
  test(name, async () => {
    leave(); // also ends the desk of the test before
    local.clear();
    session.clear();
    startAgain();
    begin('token of A', 'A');
    await check();
  });
