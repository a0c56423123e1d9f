// Where charts draw, and the numbers and links of pages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { link } from '../../../web/shared/router.js';
import { named, spread, stacked, throughout, ticksTo } from '../../../web/staff/ui/charts/scale.js';
import { numberOf } from '../../../web/staff/ui/pages.js';

test('a scale has few round steps and reaches the highest value', () => {
  assert.deepEqual(ticksTo(0), [0, 1]);
  assert.deepEqual(ticksTo(3), [0, 1, 2, 3]);
  assert.deepEqual(ticksTo(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticksTo(4938), [0, 2000, 4000, 6000]);
  assert.deepEqual(ticksTo(9600), [0, 2500, 5000, 7500, 10000]);
});

test('an only day lies across the whole width', () => {
  assert.deepEqual(throughout([[0, 3]]), [
    [0, 3],
    [0, 3],
  ]);
  assert.equal(throughout(stacked([{ values: [1, 2] }])[0]).length, 2);
});

test('words at the ends of lines do not touch', () => {
  assert.deepEqual(spread([50, 52, 51, 90], 15, 0, 200), [50, 80, 65, 95]);
  assert.deepEqual(spread([100, 100, 100], 15, 0, 100), [70, 85, 100]);
});

test('one series lies upon the other', () => {
  const found = stacked([{ values: [1, 2] }, { values: [3, 0] }]);
  assert.deepEqual(found, [
    [
      [0, 1],
      [0, 2],
    ],
    [
      [1, 4],
      [2, 2],
    ],
  ]);
});

test('the first and the last day are named and few between', () => {
  const found = [0, 1, 2, 18].map((count) => named(count, 5));
  assert.deepEqual(found, [[], [0], [0, 1], [0, 5, 10, 17]]);
});

test('a page after the first has a number from two', () => {
  assert.deepEqual([{}, { page: '7' }].map(numberOf), [1, 1]);
  const pages = ['7', undefined, '1', '-3', '1e9'].map((page) => numberOf({ cursor: 'c', page }));
  assert.deepEqual(pages, [7, 2, 2, 2, 2]);
});

test('a link changes what its address has already', () => {
  assert.equal(link('/tasks', {}), '#/tasks');
  const words = '#/tasks?words=%E6%B9%96%E5%8D%97+%E5%A4%A7%E5%AD%A6';
  assert.equal(link('/tasks', { state: '', words: '湖南 大学' }), words);
  assert.equal(link('/tasks?state=OPEN&words=a%26b', { state: null }), '#/tasks?words=a%26b');
  const page = '#/tasks?college=&page=3&cursor=a%23b';
  assert.equal(link('/tasks?college=&page=2', { page: 3, cursor: 'a#b' }), page);
});
