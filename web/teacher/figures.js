/** Numbers of a task and of its classes, with what the teacher typed.  Pure. */

/** @import { ClassNumbers, Numbers } from '../shared/generated/types' */
/** @import { Headcounts } from './session.js' */

/** @typedef {'collected' | 'in_review' | 'to_mend' | 'unpaid'} Stage of those who have begun */
/**
 * @typedef {object} Figures
 * @property {Record<Stage, number>} by students by how far they are
 * @property {number | null} total as the roster or the teacher says, null if neither does
 * @property {number | null} idle
 * @property {number} mustAct students whom nobody but themselves can bring on
 * @property {number} shown the length of the bar
 * @property {number} share whole percents of the total who are collected
 */

/** @typedef {Figures & { key: string, college: string, name: string, className: string, rawCollege: string }} Row
 * of a class; className, rawCollege: as the API has them */

/** @type {[stage: Stage | 'idle', label: string][]} */
export const STAGES = [
  ['collected', '已采集'],
  ['in_review', '审核中'],
  ['to_mend', '要重交'],
  ['unpaid', '待提交支付'],
  ['idle', '未办理'],
];

/** heads: how many there are, where the teacher typed it and no roster says so.
 * @param {Numbers} numbers @param {number | undefined} heads @returns {Figures} */
export function figuresOf(numbers, heads) {
  const { collected, in_review, to_mend, unpaid } = numbers;
  const begun = collected + in_review + to_mend + unpaid;
  const total = numbers.listed ?? heads ?? null;
  const idle = numbers.idle ?? (total === null ? null : Math.max(0, total - begun));
  const shown = Math.max(begun + (idle ?? 0), total ?? 0);
  return {
    by: { collected, in_review, to_mend, unpaid },
    total,
    idle,
    mustAct: to_mend + unpaid + (idle ?? 0),
    shown,
    share: shown ? Math.floor((collected * 100) / shown) : 0,
  };
}

/** @param {{ college: string, class_name: string }} one */
export const keyOf = ({ college, class_name: name }) => `${college}#${name}`;

/** Classes, those with the most students who must act first.
 * @param {ClassNumbers[]} classes @param {Headcounts} heads @returns {Row[]} */
export const rowsOf = (classes, heads) =>
  classes
    .map((one) => ({
      key: keyOf(one),
      college: one.college || '未填写学院',
      name: one.class_name || '未填写班级',
      rawCollege: one.college,
      className: one.class_name,
      ...figuresOf(one.numbers, heads[keyOf(one)]),
    }))
    .sort(
      (one, other) =>
        other.mustAct - one.mustAct || one.share - other.share || one.key.localeCompare(other.key, 'zh-CN'),
    );

/** What was typed for the whole task, or the sum where every class has its own.
 * @param {ClassNumbers[]} classes @param {Headcounts} heads */
export function headsOfAll(classes, heads) {
  if (heads['']) return heads[''];
  const each = classes.map((one) => heads[keyOf(one)]);
  return each.length > 0 && each.every(Boolean) ? each.reduce((sum, one) => sum + one, 0) : undefined;
}

/** 找到 200+ 人, "" for nobody.
 * @param {string} what @param {{ rows: unknown[], cursor: string | null }} paged */
export const howMany = (what, { rows, cursor }) => (rows.length ? `${what}${rows.length}${cursor ? '+' : ''} 人` : '');

const DAY_MS = 86_400_000;

/** Whole days that are left, the day of the deadline not counted; negative once it is over.
 * @param {string} until @param {number} now ms */
export const daysLeft = (until, now) => Math.floor((new Date(until).getTime() - now) / DAY_MS);

/** 1,276  @param {number} count */
export const counted = (count) => count.toLocaleString('zh-CN');
