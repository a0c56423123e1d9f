/** A task's settings as typed in a form, and back.  Pure: texts in, settings out, amounts without fractions. */
import { WALLS } from '../shared/both/photo_rules.js';
import { CHOICES, DEFAULTS, MOST_PRICE, NULLABLE, NUMBERS, TEXTS } from './generated/rules.js';
import { FIELD_NAMES, SPECS } from './task_words.js';

const REQUIRED = ['title', 'opens_at', 'closes_at'];
const DAY_ENDS = { opens_at: '00:00:00', closes_at: '23:59:59' };
const PLAIN_TEXTS = Object.keys(TEXTS).filter((name) => !NULLABLE.includes(name));
const AS_IT_IS = ['schools', 'levels', ...CHOICES];
const KB = 1024;
const SHANGHAI_MS = 8 * 3_600_000; // no summer time in any year of a task

const plain = (text) => String(text).normalize('NFKC').trim();

/** "30", "30.5", "30.50" → fen; null for anything else. */
export function fenOf(text) {
  const found = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(plain(text));
  return found && Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

/** 3050 → "30.50". */
export const yuanOf = (fen) => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

function wholeOf(text) {
  const typed = plain(text);
  return /^\d{1,9}$/.test(typed) ? Number(typed) : null;
}

/** [day, time] in Shanghai of an instant; the time is empty where the day begins or ends. */
export function dayOf(instant, name) {
  const there = new Date(new Date(instant).getTime() + SHANGHAI_MS).toISOString();
  const time = there.slice(11, 19);
  return [there.slice(0, 10), time === DAY_ENDS[name] ? '' : time.replace(/:00$/, '')];
}

const instantOf = (day, time) => (time ? `${day}T${time.length === 5 ? `${time}:00` : time}+08:00` : day);

/** What a new task begins with; everything here can be changed. */
export const NEW = {
  ...Object.fromEntries(
    Object.entries(DEFAULTS).map(([name, value]) => [name, typeof value === 'number' ? String(value) : (value ?? '')]),
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
};

/** Every field there is: those asked first, in their order. */
function rows(asked) {
  const rest = FIELD_NAMES.filter((name) => !asked.some((one) => one.name === name));
  return [
    ...asked.map(({ name, required }) => ({ name, asked: true, required })),
    ...rest.map((name) => ({ name, asked: false, required: true })),
  ];
}

/** The settings of a task, as typed. */
export function typedOf(settings) {
  const [opensAt, opensTime] = dayOf(settings.opens_at, 'opens_at');
  const [closesAt, closesTime] = dayOf(settings.closes_at, 'closes_at');
  const pick = (names, say) => Object.fromEntries(names.map((name) => [name, say(settings[name])]));
  const [least, most] = settings.file_bytes ?? ['', ''];
  return {
    ...pick(AS_IT_IS, (value) => value),
    ...pick(PLAIN_TEXTS, (value) => value),
    ...pick(Object.keys(NUMBERS), String),
    ...pick(NULLABLE, (value) => value ?? ''),
    opens_at: opensAt,
    opens_at_time: opensTime,
    closes_at: closesAt,
    closes_at_time: closesTime,
    price: yuanOf(settings.price),
    background: settings.background.rgb.join(','),
    tolerance: String(settings.background.tolerance),
    policy: settings.background.policy,
    file_bytes: least && String(least / KB),
    file_bytes_most: most && String(most / KB),
    form_fields: rows(settings.form_fields),
    contacts: settings.contacts,
  };
}

/** What is wrong with what was typed before anybody is asked: {field: words}. */
export function wrongOf(typed) {
  const wrong = {};
  for (const name of REQUIRED) if (!typed[name].trim()) wrong[name] = '请填写这一项';
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    const value = wholeOf(typed[name]);
    if (value === null || value < least || value > most) wrong[name] = `请填写 ${least} 至 ${most} 的整数`;
  }
  const price = fenOf(typed.price);
  if (price === null || price > MOST_PRICE) wrong.price = '请填写金额，如 30 或 30.50；免费填 0，最多 100 万元';
  if (!(Number(plain(typed.tolerance)) > 0 && Number(plain(typed.tolerance)) <= 100))
    wrong.tolerance = '请填写大于 0、不超过 100 的数';
  if (!typed.schools.length) wrong.schools = '请至少选择一所学校';
  if (!typed.levels.length) wrong.levels = '请至少选择一个学历层次';
  if (!typed.contacts.length) wrong.contacts = '请至少填写一位联系人';
  else if (!typed.contacts.every(({ name, phone }) => name.trim() && phone.trim()))
    wrong.contacts = '每位联系人的姓名和电话都要填写，不需要的请移除';
  if (!typed.file_name.trim()) wrong.file_name = '请填写文件名模板';
  Object.assign(wrong, wrongBytes(typed), wrongTimes(typed));
  return wrong;
}

function wrongBytes({ file_bytes: least, file_bytes_most: most }) {
  if (!plain(least) && !plain(most)) return {};
  const bad = (text) => !/^\d{1,3}(\.\d+)?$/.test(plain(text));
  if (bad(least)) return { file_bytes: '请填写 KB 数，如 30；两项都不填则按照片标准' };
  return bad(most) ? { file_bytes_most: '请填写 KB 数，如 40；两项都不填则按照片标准' } : {};
}

/** Compared as text: days and times have fixed lengths. */
function wrongTimes({ opens_at: opens, opens_at_time: begin, closes_at: closes, closes_at_time: end }) {
  if (!opens || !closes || opens + (begin || DAY_ENDS.opens_at) < closes + (end || DAY_ENDS.closes_at)) return {};
  return { closes_at: '结束时间要晚于开始时间' };
}

/** The settings of what was typed, all of them; only for what nothing is wrong with. */
export function settingsOf(typed) {
  const pick = (names, say) => Object.fromEntries(names.map((name) => [name, say(typed[name])]));
  const bytes = (text) => Math.round(Number(plain(text)) * KB);
  return {
    ...pick(AS_IT_IS, (value) => value),
    ...pick(PLAIN_TEXTS, (value) => value.trim()),
    ...pick(Object.keys(NUMBERS), wholeOf),
    ...pick(NULLABLE, (value) => value.trim() || null),
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
    contacts: typed.contacts.map(({ role, name, phone }) => ({ role, name: name.trim(), phone: phone.trim() })),
  };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Names of the fields that differ. */
export const differing = (one, other) => Object.keys(one).filter((name) => !same(one[name], other[name]));

/** The settings that were changed since `base`; what is left out stays as it is. */
export function changedSettings(base, typed) {
  const [before, after] = [settingsOf(base), settingsOf(typed)];
  return Object.fromEntries(differing(after, before).map((name) => [name, after[name]]));
}

/** Somebody changed `base` into `now` meanwhile: what was typed stays, the rest becomes theirs, as does what is locked
 * now.
 *
 * theirs: fields a colleague changed; both: those of them that were typed otherwise here. */
export function merged(base, typed, now, locked = []) {
  const theirs = differing(now, base);
  const mine = differing(typed, base).filter((name) => !locked.includes(name));
  return {
    typed: { ...now, ...Object.fromEntries(mine.map((name) => [name, typed[name]])) },
    theirs,
    both: mine.filter((name) => theirs.includes(name) && !same(typed[name], now[name])),
  };
}

/** What was kept before there was some setting has it as `base` has it. */
export const completed = (kept, base) => ({
  ...kept,
  base: { ...base, ...kept.base },
  typed: { ...base, ...kept.typed },
});

/** The form's field that a refusal's `field` speaks of, such as `settings.background.rgb[2]`. */
export function fieldOf(field, typed) {
  const words = (field ?? '').split(/[.[\]]+/).filter((word) => word in typed);
  return words.at(-1) ?? null;
}
