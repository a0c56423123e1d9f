/** The questions of a task's form, and what a collection code answered already. */
const { FIELDS } = require('../generated/rules');
const { facts } = require('./facts');
const { plain } = require('./words');

/** @typedef {import('../generated/types').PublicTask} Task */
/** @typedef {import('../generated/types').StudentInfo} Student */
/** @typedef {keyof typeof FIELDS} Name */
/** @typedef {{ name: string, label: string, required: boolean }} Field */
/** @typedef {{ label: string, hint?: string, pattern?: string, allowed?: string, most: number }} Rule */

/** @type {Record<string, string>} */
const KEYBOARDS = { contact_phone: 'number', id_tail: 'idcard' };
const FOLDED = new Set(['id_tail', 'student_no']);

/** @param {string} name @returns {Rule} */
const ruleOf = (name) => FIELDS[/** @type {Name} */ (name)];

/** @param {Student} student */
const readRows = (student) => facts([
  ['姓名', student.masked_name],
  ['学校', student.school_name],
  ['学历层次', student.level_label],
  ['学院', student.college],
  ['系所', student.department],
  ['班级', student.class_name],
  ['学号', student.student_no],
  ['证件号后 4 位', student.id_tail_known ? '已登记' : ''],
]);

/** What is asked: the task's fields without what the code told; school and level where the code left them open.
 * @param {Task} task @param {Student | null} student @returns {Field[]}
 */
function questions(task, student) {
  /** @type {Record<string, string | boolean | null>} */
  const told = student
    ? { ...student, name: student.masked_name, school: student.school_name, id_tail: student.id_tail_known }
    : {};
  const asked = task.form_fields.filter(({ name }) => !told[name]);
  /** @type {[string, unknown[]][]} */
  const choosable = [['school', task.schools], ['level', task.levels]];
  const missing = choosable.filter(([name, choices]) => !told[name] && choices.length > 1 && !asked.some((field) => field.name === name));
  return [...missing.map(([name]) => ({ name, label: FIELDS[/** @type {Name} */ (name)].label, required: true })), ...asked];
}

/** @param {string} name @param {Task} task @param {string[]} layouts */
function choicesOf(name, task, layouts) {
  if (name === 'level') return task.levels.map(({ level, label }) => ({ value: level, label }));
  if (name === 'school') return task.schools.map((school) => ({ value: school.name, label: school.name }));
  return name === 'layout' ? layouts.map((layout) => ({ value: layout, label: layout })) : [];
}

/** As the server will read it.  @param {string} name @param {string} text */
function folded(name, text) {
  if (!ruleOf(name).pattern) return text.trim().replace(/\s+/g, ' ');
  const simple = plain(text).trim();
  if (name === 'contact_phone') return simple.replace(/[\s()\-‐-―]/g, '').replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$)/, '');
  return FOLDED.has(name) ? simple.replace(/\s/g, '').toUpperCase() : simple;
}

/** What is wrong with an answer, or "".  @param {Field} field @param {string} text */
function wrongOf({ name, label, required }, text) {
  const value = folded(name, text);
  if (!value) return required ? `请填写${label}` : '';
  const { pattern, allowed = '', most } = ruleOf(name);
  if (value.length > most) return `${label}最多 ${most} 个字`;
  return pattern && !new RegExp(pattern).test(value) ? allowed : '';
}

/** A question as a form shows it.  @param {Field} field @param {{ value: string, label: string }[]} choices @param {string} value */
const shownField = (field, choices, value) => ({
  ...field, value, wrong: '', hint: [field.required ? '' : '选填', ruleOf(field.name).hint].filter(Boolean).join('，'), type: KEYBOARDS[field.name] || 'text', most: ruleOf(field.name).most, choices,
});

module.exports = { choicesOf, readRows, questions, folded, wrongOf, shownField };
