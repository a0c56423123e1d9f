/** A task's figures for its page: groups of states, colleges with their classes, what comes of it.  Pure. */

/** @import { ClassFirstPasses, DayFigures, ReasonFigure, RosterProgress, TaskProgress, TaskReasons }
 *   from '../shared/generated/types' */
/** @import { Tone } from './ui/charts/share.js' */
/** @typedef {Record<string, number>} States people or orders by state */
/** @typedef {{ approved: number, rejected: number }} Firsts orders by what a reviewer decided first */
/** @typedef {{ key: string, name: string, place: string[], states: States, total: number, onSite: number, done: number,
 *   left: number, firsts: Firsts }} Group place: [college] or [college, class] as they are spelt; total: people on the
 * roster, or orders that are not over; done: collected, or photographed on site; left: people without an order, or
 * orders that are not done */
/** @typedef {Group & { classes: Group[] }} College */

/** What is through, the branch's turn, the student's.  @type {[tone: Tone, label: string, states: string[]][]} */
export const TURNS = [
  ['done', '采集完成', ['DONE']],
  ['made', '制作中', ['IN_PRODUCTION']],
  ['passed', '待制作', ['APPROVED']],
  ['review', '待审核', ['IN_REVIEW']],
  ['reject', '被驳回', ['REJECTED', 'CORRECTION']],
  ['unpaid', '待学生', ['AWAITING_PAYMENT', 'DRAFT', 'WITHDRAWN']],
];
export const TURNS_HINT =
  '待学生指待提交、待支付和已撤回；被驳回含待勘误；退款中的和已结束的（取消、超时未支付、关闭、退款）不计。';
const [COLLECTED, ALIVE] = [TURNS.slice(0, 3), TURNS].map((turns) => turns.flatMap(([, , states]) => states));
const FEW = 10; // decisions, fewer of which say little of a college
const MOST_NAME = 120; // characters of a name in the counters
const [WEEK, DAY] = [7, 24 * 3600 * 1000]; // days, and ms of one
const [NEARLY, TOLD] = [0.95, 5];

/** @param {States} states @param {string[]} names */
const sum = (states, names) => names.reduce((total, name) => total + (states[name] ?? 0), 0);

/** @param {States} states */
export const partsOf = (states) => TURNS.map(([tone, label, names]) => ({ tone, label, value: sum(states, names) }));

/** Turns that never had anybody are left out.  @param {DayFigures[]} days */
export function seriesOf(days) {
  const series = TURNS.map(([tone, label, names]) => ({
    tone,
    label,
    values: days.map(({ states }) => Math.max(0, sum(states, names))),
  }));
  return series.filter(({ values }) => values.some(Boolean));
}

/** @param {States[]} all @returns {States} */
const added = (all) => {
  /** @type {States} */
  const total = {};
  for (const states of all) for (const [state, n] of Object.entries(states)) total[state] = (total[state] ?? 0) + n;
  return total;
};

/** As names are spelt in the counters' keys.  @param {string[]} names */
const keyOf = (...names) => names.map((name) => [...name].slice(0, MOST_NAME).join('').replaceAll('#', '＃')).join('#');

/** @param {number} depth 0 of a college, 1 of a class @param {string} name as it is spelt, or empty */
export const placeName = (depth, name) => name || ['未填写学院', '未填写班级'][depth];

/** The address of who has not begun.  @param {string} taskId @param {string[]} place [], [college], [college, class] */
export function notBegunAt(taskId, place) {
  const query = new URLSearchParams(place.map((name, depth) => [['college', 'class_name'][depth], name])).toString();
  return `#/tasks/${taskId}/not-begun${query && `?${query}`}`;
}

/** @param {Group[]} groups @param {string} college @returns {Group} */
const together = (groups, college) => ({
  key: keyOf(college),
  name: placeName(0, college),
  place: [college],
  states: added(groups.map(({ states }) => states)),
  total: groups.reduce((all, { total }) => all + total, 0),
  onSite: groups.reduce((all, { onSite }) => all + onSite, 0),
  done: groups.reduce((all, { done }) => all + done, 0),
  left: groups.reduce((all, { left }) => all + left, 0),
  firsts: {
    approved: groups.reduce((all, { firsts }) => all + firsts.approved, 0),
    rejected: groups.reduce((all, { firsts }) => all + firsts.rejected, 0),
  },
});

const NONE = { approved: 0, rejected: 0 };

/** Classes by college: of the roster where there is one, else of the orders.
 * @param {TaskProgress} progress @param {ClassFirstPasses[]} firsts @param {RosterProgress | null} roster
 * @returns {College[]} those first of whom most is left */
export function collegesOf(progress, firsts, roster) {
  const firstsOf = new Map(firsts.map((one) => [keyOf(one.college, one.class_name), one]));
  const listed = Boolean(roster?.people);
  const rows = listed && roster ? roster.classes : progress.classes.map((one) => ({ ...one, people: 0, on_site: 0 }));
  /** @type {Map<string, Group[]>} */
  const colleges = new Map();
  for (const row of rows) {
    const { college, class_name: name, states, on_site: onSite } = row;
    const total = listed ? row.people : sum(states, ALIVE);
    const done = sum(states, COLLECTED) + onSite;
    const left = 'missing' in row ? /** @type {number} */ (row.missing) : total - done;
    const key = keyOf(college, name);
    const group = {
      key,
      name: placeName(1, name),
      place: [college, name],
      states,
      total,
      onSite,
      done,
      left,
      firsts: firstsOf.get(key) ?? NONE,
    };
    colleges.set(college, [...(colleges.get(college) ?? []), group]);
  }
  return [...colleges]
    .map(([college, classes]) => ({
      ...together(classes, college),
      classes: classes.sort(mostLeft),
    }))
    .sort(mostLeft);
}

/** Approved orders without a class.  @param {Pick<TaskProgress, 'classes'>} progress */
export const withoutClass = ({ classes }) =>
  classes.reduce((all, { class_name: name, states }) => all + (name ? 0 : (states.APPROVED ?? 0)), 0);

/** @param {Group} one @param {Group} other */
const mostLeft = (one, other) => other.left - one.left || one.name.localeCompare(other.name, 'zh-CN');

/** Rows of a table: colleges, of the opened one its classes; or where something is looked for all that has it in its
 * name.  @typedef {{ college: College, group: Group, isClass: boolean }} Shown
 * @param {College[]} colleges @param {string} opened key of a college @param {string} wanted @returns {Shown[]} */
export function shownOf(colleges, opened, wanted) {
  const has = (/** @type {Group} */ { name }) => name.toLowerCase().includes(wanted.trim().toLowerCase());
  const looked = wanted.trim() !== '';
  const alone = colleges.length === 1;
  return colleges.flatMap((college) => {
    const own = !looked || has(college) ? [{ college, group: college, isClass: false }] : [];
    const classes = college.classes.filter((group) => (looked ? has(group) : alone || college.key === opened));
    return [...own, ...classes.map((group) => ({ college, group, isClass: true }))];
  });
}

/** Percent of the orders that passed at once; null where none was judged.  @param {Firsts} firsts */
export const rateOf = ({ approved, rejected }) =>
  approved + rejected > 0 ? (100 * approved) / (approved + rejected) : null;

/** The college that passes at once least often, of those with enough decisions; null unless there are two.
 * @param {College[]} colleges */
export function lowestOf(colleges) {
  const judged = colleges.filter(({ firsts: { approved, rejected } }) => approved + rejected >= FEW);
  const rates = judged.map((college) => ({ name: college.name, key: college.key, rate: rateOf(college.firsts) ?? 0 }));
  return rates.length > 1 ? rates.sort((one, other) => one.rate - other.rate)[0] : null;
}

/** Percent as it is said; never rounded up to all.  @param {number} some @param {number} all */
export const percent = (some, all) => (all > 0 ? `${Math.floor((100 * some) / all)}%` : '—');

/** 86.4  @param {number | null} rate */
export const rateText = (rate) => (rate === null ? '—' : (Math.floor(rate * 10) / 10).toFixed(1));

/** If it goes on as in the last seven days: the day on which 95 of 100 will be done, or, where that comes too late, how
 * many per cent will be at the end; null where that tells nothing.
 * @param {DayFigures[]} days @param {number} done @param {number} total @param {string} until the task's last day
 * @returns {{ day: string } | { share: string } | null} */
export function forecastOf(days, done, total, until) {
  if (days.length <= WEEK || done >= NEARLY * total) return null;
  const [before, today] = [days[days.length - 1 - WEEK], days[days.length - 1]];
  const each = (sum(today.states, COLLECTED) - sum(before.states, COLLECTED)) / WEEK;
  const wait = Math.ceil((NEARLY * total - done) / each);
  const left = (Date.parse(until) - Date.parse(today.day)) / DAY;
  if (each <= 0 || left < 0) return null;
  if (wait > left) return { share: percent(Math.floor(done + each * left), total) };
  return { day: new Date(Date.parse(today.day) + wait * DAY).toISOString().slice(0, 10) };
}

/** Reasons of one side, each with its share of the photos that side refused.
 * @param {TaskReasons} told @param {'MACHINE' | 'PERSON'} by */
export function reasonsOf(told, by) {
  const { refused } = by === 'MACHINE' ? told.machine : told.person;
  return told.reasons.filter((one) => one.by === by).map((one) => ({ ...one, share: percent(one.photos, refused) }));
}

/** What to tell the school, as a message to be sent on: the most frequent reasons, each with its cure.
 * @param {string} title of the task @param {string} when which days @param {ReasonFigure[]} reasons */
export const messageOf = (title, when, reasons) =>
  [
    `${title}：${when}照片没有通过的主要原因，请提醒还没有完成的同学：`,
    ...reasons.slice(0, TOLD).map(({ message, cure, photos }, no) => `${no + 1}. ${message}（${photos} 张）：${cure}`),
  ].join('\n');

/** A table for spreadsheets: every class, those first of whom most is left.  @param {College[]} colleges
 * @param {boolean} listed whether there is a roster @returns {(string | number)[][]} */
export const tableOf = (colleges, listed) => [
  [
    '学院',
    '班级',
    listed ? '名单人数' : '订单',
    '已完成',
    ...(listed ? ['没开始', '现场已采集'] : ['未完成']),
    ...TURNS.map(([, label]) => label),
    '一次通过率',
  ],
  ...colleges.flatMap(({ name: college, classes }) =>
    classes.map(({ name, total, done, left, onSite, states, firsts }) => [
      college,
      name,
      total,
      done,
      left,
      ...(listed ? [onSite] : []),
      ...partsOf(states).map(({ value }) => value),
      rateText(rateOf(firsts)),
    ]),
  ),
];
