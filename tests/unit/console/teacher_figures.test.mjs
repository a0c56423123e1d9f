// What a teacher's page makes of numbers: gaps, their order, and the words that are sent on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysLeft, headsOfAll, rowsOf } from '../../../web/teacher/figures.js';
import { noticeToAll, noticeToClass } from '../../../web/teacher/notices.js';

const NOBODY = { collected: 0, in_review: 0, to_mend: 0, unpaid: 0, idle: null, listed: null };
const VIEW = {
  notice: { head: '【湖南大学】图像采集' },
  code: 'A7K9Q2',
  closes_at: '2026-12-20T15:59:59Z',
  price: '30.00',
  collect_mode: 'PLAIN',
};
const one = (name, numbers = {}) => ({ college: '文学院', class_name: name, numbers: { ...NOBODY, ...numbers } });

test('the class with most to do comes first', () => {
  const classes = [
    one('甲', { collected: 30, listed: 30, idle: 0 }),
    one('乙', { collected: 5, in_review: 20, listed: 30, idle: 5 }),
    one('丙', { unpaid: 2, to_mend: 4, listed: 6, idle: 0 }),
    one('丁', { collected: 25, listed: 30, idle: 5 }),
  ];
  const rows = rowsOf(classes, {}).map(({ name, mustAct }) => `${name}${mustAct}`);
  assert.deepEqual(rows, ['丙6', '乙5', '丁5', '甲0']);
});

test('a headcount replaces a missing roster and never contradicts one', () => {
  const of = (numbers, heads, ...names) => names.map((name) => rowsOf([one('甲', numbers)], heads)[0][name]);
  const heads = { '文学院#甲': 40 };
  const typed = of({ collected: 10, unpaid: 2 }, heads, 'total', 'idle', 'mustAct', 'share');
  assert.deepEqual(typed, [40, 28, 30, 25]);
  assert.deepEqual(of({ listed: 12, idle: 12 }, heads, 'total', 'mustAct'), [12, 12]);
  assert.deepEqual(of({ collected: 60 }, heads, 'idle', 'mustAct', 'shown'), [0, 0, 60]);
  assert.deepEqual(of({ in_review: 3 }, {}, 'total', 'idle', 'shown'), [null, null, 3]);
});

test('headcounts of all classes make the task’s', () => {
  const [classes, both] = [[one('甲'), one('乙')], { '文学院#甲': 40, '文学院#乙': 2 }];
  assert.equal(headsOfAll(classes, both), 42);
  assert.equal(headsOfAll(classes, { ...both, '': 50 }), 50);
  assert.equal(headsOfAll(classes, { '文学院#甲': 40 }) ?? null, null);
});

test('days that are left', () => {
  const left = ['2026-12-18T10:00:00Z', '2026-12-20T15:00:00Z', '2026-12-20T16:00:00Z'].map((now) =>
    daysLeft(VIEW.closes_at, Date.parse(now)),
  );
  assert.deepEqual(left, [2, 0, -1]);
});

test('a notice says where, by when and for how much', () => {
  const text = noticeToAll(VIEW, 'https://a.example');
  assert.ok(text.startsWith('【湖南大学】图像采集：还没有办完的同学，请在 12月20日 23:59 前完成：'));
  const where = '打开 https://a.example/#/tasks/A7K9Q2 ，或在网站、小程序填写特征码 A7K9Q2，费用 30 元';
  assert.ok(text.includes(where));
  assert.ok(!noticeToAll({ ...VIEW, price: '0.00' }, '').includes('费用'));
});

test('a notice to a class names its students by number, and no more than a group shows', () => {
  const row = { name: '甲', by: { collected: 1, in_review: 1, to_mend: 0, unpaid: 2 }, idle: 61 };
  const numbers = Array.from({ length: 63 }, (_, number) => String(number).padStart(3, '0'));
  const text = noticeToClass({ ...VIEW, collect_mode: 'ENCRYPTED' }, row, numbers, '');
  assert.ok(text.includes('甲 还有未办理 61 人、待提交或支付 2 人。采集码末位：000、001、'));
  assert.ok(text.includes('059 等。') && !text.includes('060'));
});
