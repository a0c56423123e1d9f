// Days, times, sizes, schools and searches, as the console says them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayBeside, isDay } from '../../../web/staff/days.js';
import { emptyOf } from '../../../web/staff/find_words.js';
import { everyAction } from '../../../web/staff/audit_words.js';
import { Options } from '../../../web/staff/ui/options.js';
import { changesOf, foundBy } from '../../../web/staff/school_words.js';
import { sizeOf } from '../../../web/staff/sizes.js';
import { between, timeLeft } from '../../../web/staff/time_left.js';

const SCHOOL = { school_code: '10554', name: '湖南工商大学', aliases: ['湖南商学院'] };

test('a change of a school says what it was before', () => {
  const was = { ...SCHOOL, moe_id: '', kind: 'REGULAR', city: '长沙市', sub_units: ['甲'] };
  const school = { ...was, name: '湖南大学', aliases: ['湖南工商大学', '湖南商学院'], kind: 'OPEN', sub_units: [] };
  assert.deepEqual(changesOf(was, school), [
    '湖南工商大学（院校代码 10554）',
    '学校名称：湖南工商大学 → 湖南大学',
    '曾用名：湖南商学院 → 湖南工商大学、湖南商学院',
    '类型：普通高等学校 → 开放大学',
    '分校、教学点：甲 → （空）',
  ]);
});

test('only a day of the calendar is a day', () => {
  assert.ok(['2026-11-29', '2028-02-29', '2000-01-01'].every(isDay));
  const none = ['', 'yesterday', 'constructor', '2026-11-', '2026-13-01', '2026-02-30', '2027-02-29', '0001-01-01'];
  for (const one of [...none, '2026-W48-7']) assert.ok(!isDay(one), one);
});

test('the actions of the audit trail stand in groups', () => {
  const groups = Options({ rows: everyAction(), value: '' });
  assert.ok(groups.every(({ type }) => type === 'optgroup'));
  const of = Object.fromEntries(everyAction().map(([action, , group]) => [action, group]));
  const some = [
    'take_check',
    'find',
    'make_prints',
    'import',
    'match_columns',
    'login',
    'refund',
    'propose_change_phone',
  ].map((one) => of[one]);
  assert.deepEqual(some, [
    '审核',
    '查看和下载',
    '任务和制作',
    '表格和院校',
    '表格和院校',
    '员工和登录',
    '订单和款项',
    '申请',
  ]);
  const [none] = Options({
    rows: [
      ['a', '甲', '组'],
      ['b', '乙', '另一组'],
      ['', '不限'],
    ],
    value: 'a',
  });
  assert.equal(none.type, 'option'); // what has no group stands first
});

test('the days beside a day', () => {
  assert.equal(dayBeside('2026-11-30', 1), '2026-12-01');
  assert.equal(dayBeside('2027-01-01', -1), '2026-12-31');
  assert.equal(dayBeside('2028-02-27', 5), '2028-03-03');
});

test('how long the rest of a hundred takes', () => {
  // biome-ignore format: a table
  const rows = [
    [10, 0, ''], [0, 100, ''], [5, 100, ''], [3, 2, ''], [3, 3, '还要约 2 分钟'], [20, 50, '还要约 20 秒'],
    [40, 25, '还要约 2 分钟'], [1, 99, '还要约 10 秒'], [58, 50, '还要约 60 秒'],
  ];
  for (const [took, done, said] of rows) assert.equal(timeLeft(took, done, 100), said, `${done} in ${took} s`);
});

test('the seconds between two instants are 0 while there is one', () => {
  const begun = '2026-11-29T03:00:00Z';
  assert.deepEqual([between(begun, '2026-11-29T11:00:20+08:00'), between(begun, null)], [20, 0]);
});

test('a size is said in one way', () => {
  const sizes = [0, 1, 1500, 999_400, 1_234_567].map(sizeOf);
  assert.deepEqual(sizes, ['1 KB', '1 KB', '2 KB', '999 KB', '1.2 MB']);
});

test('a search by name or number says whom it leaves out, and no other search does', () => {
  const empty = (...tried) => emptyOf({ person: null, cursor: null, tried }, 'x');
  const leavesOut = (...tried) => empty(...tried).includes('采集码任务的学生按姓名、学号查不到');
  assert.ok(leavesOut('name') && leavesOut('student_no') && leavesOut('phone', 'collect_code', 'student_no'));
  assert.ok(!leavesOut('phone') && !leavesOut('number') && !leavesOut('collect_code'));
  assert.ok(empty('phone', 'collect_code', 'student_no').includes('都没有找到'));
  assert.ok(!empty('name').includes('都没有找到') && !empty('student_no').includes('都没有找到'));
});

test('a former name by which a school was found is said', () => {
  assert.deepEqual([foundBy(SCHOOL, '商学院'), foundBy(SCHOOL, '工商') ?? null], ['湖南商学院', null]);
});
