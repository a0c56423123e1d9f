// What the mini-program keeps on a phone, and for how long.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const DAY_MS = 24 * 3600_000;

test('what was typed and never sent is gone after seven days, and nothing else', (t) => {
  const stored = new Map([['another', 'not ours']]);
  globalThis.wx = {
    getStorageSync: (name) => stored.get(name) ?? '',
    setStorageSync: (name, value) => stored.set(name, value),
    removeStorageSync: (name) => stored.delete(name),
    getStorageInfoSync: () => ({ keys: [...stored.keys()] }),
  };
  t.after(() => delete globalThis.wx);
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 });
  const kept = createRequire(import.meta.url)('../../miniprogram/services/kept.js');
  const typed = ['form.t1', 'read.t1', 'contact.o1', 'appeal.o1'];
  for (const name of typed) kept.type(name, name);
  kept.put('scale', 'large'); // a choice, not a person's data
  const found = () => typed.map((name) => kept.get(name));
  t.mock.timers.tick(7 * DAY_MS);
  kept.sweep();
  assert.deepEqual(found(), typed);
  t.mock.timers.tick(1);
  kept.sweep();
  assert.deepEqual(found(), [null, null, null, null]);
  assert.equal(kept.get('scale'), 'large');
  assert.equal(stored.get('another'), 'not ours');
});
