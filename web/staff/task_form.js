/** A task's settings as typed in a form, and back.  Pure: texts in, settings out, amounts without fractions. */
import { WALLS } from '../shared/both/photo_rules.js';
import { CHOICES, DEFAULTS, MOST_PRICE, MOST_TOLERANCE, NULLABLE, NUMBERS, TEXTS } from './generated/rules.js';
import { FIELD_NAMES, SPECS } from './task_words.js';

/** @import { TaskSettings } from '../shared/generated/types' */
/** @import { Errors } from '../shared/hooks.js' */

const REQUIRED = /** @type {const} */ (['title', 'opens_at', 'closes_at']);
const DAY_ENDS = { opens_at: '00:00:00', closes_at: '23:59:59' };
const PLAIN_TEXTS = /** @type {Kept[]} */ (Object.keys(TEXTS).filter((name) => !NULLABLE.includes(name)));
const OR_NONE = /** @type {Kept[]} */ (NULLABLE);
const WHOLE = /** @type {Kept[]} */ (Object.keys(NUMBERS));
const AS_IT_IS = /** @type {(keyof TaskSettings)[]} */ (['schools', 'levels', ...CHOICES]);
/** @typedef {{ name: string, asked: boolean, required: boolean }} Row a question of the students' form */
/** @typedef {{ role: string, name: string, phone: string }} Contact */
/** @typedef {{ schools: string[], levels: string[], form_fields: Row[], contacts: Contact[] }} Lists */
/** @typedef {{ [N in keyof TaskSettings as TaskSettings[N] extends boolean ? N : never]: boolean }} Ticks */
/** @typedef {Exclude<keyof TaskSettings, keyof Lists | keyof Ticks>} Kept a text to the form */
/** @typedef {'opens_at_time' | 'closes_at_time' | 'tolerance' | 'policy' | 'file_bytes_most'} Part of a setting */
/** @typedef {Record<Kept | Part, string> & Lists & Ticks} Typed */
/** @typedef {keyof Typed} Name */
/** @typedef {{ rev: number, base: Typed, typed: Typed }} Draft as it is kept */

export const KB = 1024;
const SHANGHAI_MS = 8 * 3_600_000; // no summer time in any year of a task

/** @param {unknown} text */
const plain = (text) => String(text).normalize('NFKC').trim();

/** "30", "30.5", "30.50" → fen; null for anything else.
 * @param {string} text */
export function fenOf(text) {
  const found = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(plain(text));
  return found && Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

/** 3050 → "30.50".
 * @param {number} fen */
export const yuanOf = (fen) => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** @param {string} text */
function wholeOf(text) {
  const typed = plain(text);
  return /^\d{1,9}$/.test(typed) ? Number(typed) : null;
}

/** [day, time] in Shanghai of an instant; the time is empty where the day begins or ends.
 * @param {string} instant @param {'opens_at' | 'closes_at'} name */
export function dayOf(instant, name) {
  const there = new Date(new Date(instant).getTime() + SHANGHAI_MS).toISOString();
  const time = there.slice(11, 19);
  return [there.slice(0, 10), time === DAY_ENDS[name] ? '' : time.replace(/:00$/, '')];
}

/** @param {string} day @param {string} time */
const instantOf = (day, time) => (time ? `${day}T${time.length === 5 ? `${time}:00` : time}+08:00` : day);

/** What a new task begins with; everything here can be changed. */
export const NEW = /** @type {Typed} */ (
  /** @type {unknown} */ ({
    ...Object.fromEntries(
      Object.entries(DEFAULTS).map(([name, value]) => [
        name,
        typeof value === 'number' ? String(value) : (value ?? ''),
      ]),
    ),
    code: '',
    title: '',
    schools: [],
    levels: [],
    task_type: 'GROUP',
    collect_mode: 'ENCRYPTED',
    opens_at: '',
    opens_at_time: '',
    closes_at: '',
    closes_at_time: '',
    price: '',
    spec: 'chsi',
    spec_rev: String(SPECS.chsi[1]),
    background: Object.keys(WALLS)[0],
    tolerance: '18',
    policy: 'normalise',
    file_bytes_most: '',
    form_fields: rows([{ name: 'contact_phone', required: true }]),
    contacts: [
      { role: 'TEACHER', name: '', phone: '' },
      { role: 'BRANCH', name: '', phone: '' },
    ],
  })
);

/** Every field there is: those asked first, in their order.
 * @param {{ name: string, required: boolean }[]} asked @returns {Row[]} */
function rows(asked) {
  const rest = FIELD_NAMES.filter((name) => !asked.some((one) => one.name === name));
  return [
    ...asked.map(({ name, required }) => ({
      name,
      asked: true,
      required,
    })),
    ...rest.map((name) => ({ name, asked: false, required: true })),
  ];
}

/** The settings of a task, as typed.  @param {TaskSettings} settings */
export function typedOf(settings) {
  const [opensAt, opensTime] = dayOf(settings.opens_at, 'opens_at');
  const [closesAt, closesTime] = dayOf(settings.closes_at, 'closes_at');
  /** @param {readonly (keyof TaskSettings)[]} names @param {(value: unknown) => unknown} say */
  const pick = (names, say) => Object.fromEntries(names.map((name) => [name, say(settings[name])]));
  const [least, most] = (settings.file_bytes ?? []).map((bytes) => String(bytes / KB));
  return /** @type {Typed} */ ({
    ...pick(AS_IT_IS, (value) => value),
    ...pick(PLAIN_TEXTS, (value) => value),
    ...pick(WHOLE, String),
    ...pick(OR_NONE, (value) => value ?? ''),
    opens_at: opensAt,
    opens_at_time: opensTime,
    closes_at: closesAt,
    closes_at_time: closesTime,
    price: yuanOf(settings.price),
    background: settings.background.rgb.join(','),
    tolerance: String(settings.background.tolerance),
    policy: settings.background.policy,
    file_bytes: least ?? '',
    file_bytes_most: most ?? '',
    form_fields: rows(settings.form_fields),
    contacts: settings.contacts,
  });
}

/** What is wrong with what was typed before anybody is asked: {field: words}.  @param {Typed} typed */
export function wrongOf(typed) {
  /** @type {Errors} */
  const wrong = {};
  for (const name of REQUIRED) if (!typed[name].trim()) wrong[name] = '请填写这一项';
  for (const name of WHOLE) {
    const [least, most] = NUMBERS[name];
    const value = wholeOf(typed[name]);
    if (value === null || value < least || value > most) wrong[name] = `请填写 ${least} 至 ${most} 的整数`;
  }
  const price = fenOf(typed.price);
  if (price === null || price > MOST_PRICE)
    wrong.price = `请填写金额，如 30 或 30.50；免费填 0，最多 ${MOST_PRICE / 1_000_000} 万元`;
  const tolerance = Number(plain(typed.tolerance));
  if (!(tolerance > 0 && tolerance <= MOST_TOLERANCE)) wrong.tolerance = `请填写大于 0、不超过 ${MOST_TOLERANCE} 的数`;
  if (!typed.schools.length) wrong.schools = '请至少选择一所学校';
  if (!typed.levels.length) wrong.levels = '请至少选择一个学历层次';
  if (!typed.contacts.length) wrong.contacts = '请至少填写一位联系人';
  else if (!typed.contacts.every(({ name, phone }) => name.trim() && phone.trim()))
    wrong.contacts = '每位联系人的姓名和电话都要填写，不需要的请移除';
  if (!typed.file_name.trim()) wrong.file_name = '请填写文件名模板';
  Object.assign(wrong, wrongBytes(typed), wrongTimes(typed));
  return wrong;
}

/** @param {Typed} typed @returns {Errors} */
function wrongBytes({ file_bytes: least, file_bytes_most: most }) {
  if (!plain(least) && !plain(most)) return {};
  const bad = (/** @type {string} */ text) => !/^\d{1,3}(\.\d+)?$/.test(plain(text));
  if (bad(least)) return { file_bytes: '请填写 KB 数，如 30；两项都不填则按照片标准' };
  return bad(most) ? { file_bytes_most: '请填写 KB 数，如 40；两项都不填则按照片标准' } : {};
}

/** Compared as text: days and times have fixed lengths.  @param {Typed} typed @returns {Errors} */
function wrongTimes({ opens_at: opens, opens_at_time: begin, closes_at: closes, closes_at_time: end }) {
  if (!opens || !closes || opens + (begin || DAY_ENDS.opens_at) < closes + (end || DAY_ENDS.closes_at)) return {};
  return { closes_at: '结束时间要晚于开始时间' };
}

/** The settings of what was typed, all of them; only for what nothing is wrong with.
 * @param {Typed} typed @returns {Record<string, unknown>} */
export function settingsOf(typed) {
  /** @template {Name} N @param {readonly N[]} names @param {(value: Typed[N]) => unknown} say */
  const pick = (names, say) => Object.fromEntries(names.map((name) => [name, say(typed[name])]));
  const bytes = (/** @type {string} */ text) => Math.round(Number(plain(text)) * KB);
  return {
    ...pick(AS_IT_IS, (value) => value),
    ...pick(PLAIN_TEXTS, (value) => value.trim()),
    ...pick(WHOLE, wholeOf),
    ...pick(OR_NONE, (value) => value.trim() || null),
    opens_at: instantOf(typed.opens_at, typed.opens_at_time),
    closes_at: instantOf(typed.closes_at, typed.closes_at_time),
    price: fenOf(typed.price),
    background: {
      rgb: typed.background.split(',').map(Number),
      tolerance: Number(plain(typed.tolerance)),
      policy: typed.policy,
    },
    file_bytes: plain(typed.file_bytes) ? [bytes(typed.file_bytes), bytes(typed.file_bytes_most)] : null,
    form_fields: typed.form_fields.filter(({ asked }) => asked).map(({ name, required }) => ({ name, required })),
    contacts: typed.contacts.map(({ role, name, phone }) => ({
      role,
      name: name.trim(),
      phone: phone.trim(),
    })),
  };
}

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Names of the fields that differ.
 * @template {object} T @param {T} one @param {T} other */
export const differing = (one, other) =>
  /** @type {(keyof T & string)[]} */ (Object.keys(one)).filter((name) => !same(one[name], other[name]));

/** What a preview of a new task shows where nothing is typed yet.  @type {Partial<Typed>} */
const SAMPLES = {
  title: '任务名称',
  opens_at: '2026-09-01',
  opens_at_time: '',
  closes_at: '2026-12-31',
  closes_at_time: '',
  price: '0',
  levels: ['BACHELOR'],
  contacts: [{ role: 'BRANCH', name: '分社', phone: '0731-88820000' }],
};
const TIMES = /** @type {Name[]} */ (Object.keys(DAY_ENDS).flatMap((name) => [name, `${name}_time`]));

/** What is typed, with what `base` has, or a sample, where something is missing or wrong.  school: the sample's code.
 * @param {Typed} base @param {Typed} typed @param {string} school */
export function filledIn(base, typed, school) {
  const [wrong, without] = [wrongOf(typed), wrongOf(base)];
  const samples = { ...SAMPLES, schools: [school] };
  const names = /** @type {Name[]} */ (Object.keys(wrong));
  const all = names.some((name) => TIMES.includes(name)) ? [...names, ...TIMES] : names;
  const isWhole = (/** @type {Name} */ name) =>
    TIMES.includes(name) ? !TIMES.some((one) => without[one]) : !without[name];
  const spare = (/** @type {Name} */ name) => (isWhole(name) ? base[name] : (samples[name] ?? base[name]));
  return /** @type {Typed} */ ({ ...typed, ...Object.fromEntries(all.map((name) => [name, spare(name)])) });
}

/** The settings to send: a task without a code gets one.  @param {Typed} typed */
export function sentOf(typed) {
  const { code, ...rest } = settingsOf(typed);
  return code ? { code, ...rest } : rest;
}

/** Of these names those that are typed otherwise than `base` has them.
 * @param {Typed} base @param {Typed} typed @param {Name[]} names */
export const changedNames = (base, typed, names) => names.filter((name) => !same(base[name], typed[name]));

/** The settings that were changed since `base`; what is left out stays as it is.
 * @param {Typed} base @param {Typed} typed */
export function changedSettings(base, typed) {
  const [before, after] = [settingsOf(base), settingsOf(typed)];
  return Object.fromEntries(differing(after, before).map((name) => [name, after[name]]));
}

/** Somebody changed `base` into `now` meanwhile: what was typed stays, the rest becomes theirs, as does what is locked
 * now.
 *
 * theirs: fields a colleague changed; both: those of them that were typed otherwise here.
 * @param {Typed} base @param {Typed} typed @param {Typed} now @param {Name[]} [locked] */
export function merged(base, typed, now, locked = []) {
  const theirs = differing(now, base);
  const mine = differing(typed, base).filter((name) => !locked.includes(name));
  return {
    typed: { ...now, ...Object.fromEntries(mine.map((name) => [name, typed[name]])) },
    theirs,
    both: mine.filter((name) => theirs.includes(name) && !same(typed[name], now[name])),
  };
}

/** What was kept before there was some setting has it as `base` has it.
 * @template {{ base: Typed, typed: Typed }} D @param {D} kept @param {Typed} base @returns {D} */
export const completed = (kept, base) => ({
  ...kept,
  base: { ...base, ...kept.base },
  typed: { ...base, ...kept.typed },
});

/** The form's field that a refusal's `field` speaks of, such as `settings.background.rgb[2]`.
 * @param {string | null | undefined} field @param {object} typed */
export function fieldOf(field, typed) {
  const words = (field ?? '').split(/[.[\]]+/).filter((word) => word in typed);
  return words.at(-1) ?? null;
}
