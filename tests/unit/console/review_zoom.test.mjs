// How large a reviewer looks at a picture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actualOf, nextZoom, panned, wheeled, zoomWords } from '../../../web/staff/review/zoom.js';

test('the key goes through the steps and back to the whole picture', () => {
  const seen = [1];
  do seen.push(nextZoom(seen.at(-1)));
  while (seen.at(-1) !== 1);
  assert.deepEqual(seen.map(zoomWords), ['放大', '2.2 倍', '4 倍', '1:1', '放大']);
  assert.equal(nextZoom(1.5), 1);
});

test('1:1 is one pixel on one of the screen, and never smaller than the frame', () => {
  assert.equal(actualOf([1200, 1600], [300, 400], false, 2), 2);
  assert.deepEqual(
    [true, false].map((whole) => actualOf([1600, 1200], [300, 400], whole, 1)),
    [1600 / 300, 3],
  );
  assert.equal(actualOf([480, 640], [600, 800], false, 1), 1);
});

test('the wheel goes on within its ends', () => {
  assert.deepEqual([wheeled(2, -1), wheeled(2.5, 1), wheeled(1.1, 1), wheeled(7, -1)], [2.5, 2, 1, 8]);
});

test('a pull moves the picture with the hand, no further than its edge', () => {
  assert.deepEqual(panned([50, 50], [30, -40], [300, 400], 2), [40, 60]);
  assert.deepEqual(panned([50, 50], [3000, -4000], [300, 400], 2), [0, 100]);
  assert.deepEqual(panned([50, 38], [30, 40], [300, 400], 1), [50, 38]);
});
