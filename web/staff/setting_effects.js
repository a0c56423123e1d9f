/** What becomes of orders when a setting of an open task changes: rows of `Becomes`.  Pure.
 *
 * Price and rules are those an order was handed in with; all else is read anew at each step. */
import { WALLS } from '../shared/both/photo_rules.js';
import { differing } from './task_form.js';
import {
  COVERS,
  DAY_KINDS,
  ELSEWHERE,
  fieldWord,
  GLASSES,
  LEVELS,
  OVERDUE,
  POLICIES,
  REFUND_UNTIL,
  ROSTERS,
  SETTINGS,
  templateInWords,
} from './task_words.js';
import { grouped } from './ui/charts/scale.js';

/** @import { Name, Typed } from './task_form.js' */
/** @import { States } from './progress.js' */
/** @typedef {[what: string, from: string, to: string]} Changed */

/** @type {Partial<Record<Name, Record<string, string | undefined>>>} */
const CHOICES = {
  background: WALLS,
  policy: POLICIES,
  glasses: GLASSES,
  covers: COVERS,
  resubmit_days_kind: DAY_KINDS,
  overdue: OVERDUE,
  refund_until: REFUND_UNTIL,
  roster: ROSTERS,
  elsewhere: ELSEWHERE,
};

/** @param {Name} name @param {Typed} typed @param {(code: string) => string} schoolOf @returns {string} */
function inWords(name, typed, schoolOf) {
  if (name === 'schools') return typed.schools.map(schoolOf).join('、');
  if (name === 'levels') return typed.levels.map((level) => LEVELS[level]).join('、');
  if (name === 'contacts') return typed.contacts.map((one) => `${one.name} ${one.phone}`).join('、');
  if (name === 'file_name') return templateInWords(typed.file_name);
  if (name === 'form_fields')
    return typed.form_fields
      .filter(({ asked }) => asked)
      .map((one) => fieldWord(one.name) + (one.required ? '' : '（选填）'))
      .join('、');
  const value = typed[name];
  if (typeof value === 'boolean') return value ? '是' : '否';
  return CHOICES[name]?.[String(value)] ?? (String(value) || '空');
}

/** Each setting that is typed otherwise than it was.
 * @param {Typed} base @param {Typed} typed @param {(code: string) => string} schoolOf @returns {Changed[]} */
export const changesOf = (base, typed, schoolOf) =>
  /** @type {Name[]} */ (differing(typed, base)).map((name) => [
    SETTINGS[name],
    inWords(name, base, schoolOf),
    inWords(name, typed, schoolOf),
  ]);

/** @param {States} states @param {string[]} names */
const sum = (states, names) => names.reduce((total, name) => total + (states[name] ?? 0), 0);

const TIMES = ['opens_at', 'opens_at_time', 'closes_at', 'closes_at_time', 'grace_hours'];
const MONEY = ['price', 'pay_minutes'];
const RULES = [
  'refund_until',
  'refund_note',
  'reject_limit',
  'resubmit_days',
  'resubmit_days_kind',
  'overdue',
  'review_days',
  'production_days',
];
const PHOTOS = ['spec_rev', 'background', 'tolerance', 'policy', 'glasses', 'covers', 'file_bytes', 'file_bytes_most'];
const WHO = ['schools', 'levels', 'roster', 'elsewhere', 'form_fields', 'allow_album'];
const SHEET = ['title', 'closes_at', 'closes_at_time', 'price', 'contacts', 'levels', 'schools', 'form_fields'];

/** Whom it concerns, with figures; states: the task's orders.
 * @param {string[]} names of the settings that change @param {States} states
 * @returns {[what: string, becomes: string][]} */
export function effectsOf(names, states) {
  const any = (/** @type {string[]} */ of) => names.some((name) => of.includes(name));
  const [drafts, unpaid] = [grouped(sum(states, ['DRAFT'])), grouped(sum(states, ['AWAITING_PAYMENT']))];
  const sentBack = grouped(sum(states, ['REJECTED', 'WITHDRAWN', 'CORRECTION']));
  const rows = [
    any(TIMES) && [
      '时间',
      `没开始的学生和 ${drafts} 个待提交的订单按新的；${unpaid} 个待支付的期限仍是提交时定的，付过款的不变`,
    ],
    any(MONEY) && ['费用', `以后提交的订单按新的；${unpaid} 个待支付的订单仍按提交时的`],
    any(RULES) && ['规则', `以后提交照片的按新的；已经提交的按提交时的，${sentBack} 个要重新提交的从重新提交起按新的`],
    any(PHOTOS) && ['照片', '以后上传的照片按新的要求检测；已经检测过的不变'],
    any(WHO) && ['办理', `还没有开始的学生按新的；${drafts} 个待提交的订单填过的内容保留`],
    names.includes('file_name') && ['文件', '以后生成的制作包按新的文件名；已经生成的不变'],
    names.includes('retention_days') && ['保留', '立刻按新的天数计算到期；已经删除的不能恢复'],
    ['学生', '不会自动发通知；最多一分钟后都看到新的'],
    any(SHEET) && ['通知', '已经印出、转发的通知仍是旧的，请重新打印'],
  ];
  return /** @type {[string, string][]} */ (rows.filter(Boolean));
}

/** What becomes of a task's orders when it is closed.  @param {States} states @returns {[string, string][]} */
export function closingOf(states) {
  const count = (/** @type {string[]} */ ...names) => grouped(sum(states, names));
  return [
    ['没开始的', '不能再开始，看到“采集已提前结束”和联系人'],
    ['待提交', `${count('DRAFT')} 个，不能再提交；填过的内容和照片保留`],
    ['待支付', `${count('AWAITING_PAYMENT')} 个，不能再发起付款，到期自动关闭；已经发起的到账仍有效`],
    ['要重新提交', `${count('REJECTED', 'WITHDRAWN', 'CORRECTION')} 个，期限内仍可重新提交`],
    ['已付款的', `${count('IN_REVIEW', 'APPROVED', 'IN_PRODUCTION')} 个继续审核和交付`],
    ['钱', '不会自动退款'],
    ['之后', '可以再次开放'],
  ];
}
