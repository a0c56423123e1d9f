// How the students' site brings a part into sight.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bring } from '../../web/shared/bring.js';

test('no motion is shown where the system asks for less of it', () => {
  const asked = [];
  for (const matches of [true, false]) {
    globalThis.matchMedia = () => ({ matches });
    bring({ scrollIntoView: (how) => asked.push(how) }, 'nearest');
  }
  bring(null, 'nearest');
  const how = asked.map(({ behavior }) => behavior);
  assert.deepEqual(how, ['auto', 'smooth']);
});
