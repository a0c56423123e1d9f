// How long nobody was at the console, where it is open in two tabs of a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attention, watchAttention } from '../../../web/staff/attention.js';

test('a touch in any tab of the browser counts for all', (t) => {
  const kept = new Map();
  const here = {
    localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) },
    addEventListener: () => {},
  };
  const { localStorage, addEventListener } = globalThis; // of the other files of this process
  Object.assign(globalThis, here);
  t.after(() => Object.assign(globalThis, { localStorage, addEventListener }));
  t.mock.timers.enable({ apis: ['Date', 'setInterval'], now: 1_000_000_000 });
  const untouched = () => attention()['X-Untouched-Seconds'];
  watchAttention(() => {});
  const [touched] = kept.keys();
  t.mock.timers.tick(90_000);
  assert.equal(untouched(), '90');
  kept.set(touched, String(Date.now() - 10_000)); // by the other tab
  assert.equal(untouched(), '10');
  kept.clear(); // by a person who clears the browser's data
  assert.equal(untouched(), '90');
  kept.set(touched, String(Date.now() + 60_000)); // the clock was set back
  assert.equal(untouched(), '0');
});
