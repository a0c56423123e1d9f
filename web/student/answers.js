/** What is typed into a form's fields: as the server will read it, and what is wrong with it. */
import { FIELDS } from '../shared/generated/rules.js';

const FOLDED = new Set(['id_tail', 'student_no']);

/** As the server will read it: half-width where it is a number or code. */
export const folded = (name, text) => {
  const plain = (FIELDS[name].pattern ? text.normalize('NFKC') : text).trim().replace(/\s+/g, ' ');
  if (name === 'contact_phone') return plain.replace(/[\s()\-‐-―]/g, '').replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$)/, '');
  return FOLDED.has(name) ? plain.replace(/\s/g, '').toUpperCase() : plain;
};

/** null where nothing is.  field: {name, label, required}. */
export function wrongOf({ name, label, required }, text, choices) {
  const value = folded(name, text);
  if (!value) return required ? `请${choices?.length ? '选择' : '填写'}${label}` : null;
  const { pattern, allowed, most } = FIELDS[name];
  if (value.length > most) return `${label}最多 ${most} 个字`;
  return pattern && !new RegExp(pattern).test(value) ? allowed : null;
}
