// Written by `python -m tools.web_client` from web/shared/both/answers.js: change it there.
/** What is typed into a form: as the server will read it, and what is wrong with it. */
const { HIDDEN } = require('./rules');

const UNSEEN = new RegExp(`[${HIDDEN}]`, 'gu');
const BETWEEN = /[\s()\-‐-―]/g; // what people write between digits
const COUNTRY = /^(?:\+|00)?86(?=1[3-9]\d{9}$)/;

/** @param {string} text */
const tidy = (text) => text.replace(UNSEEN, '').replace(/\s+/g, ' ').trim();

/** As the server will read it.  @param {{ kind: string }} question @param {string} text */
function folded({ kind }, text) {
  if (kind === 'TEXT') return tidy(text);
  const plain = tidy(text.normalize('NFKC'));
  if (kind === 'PHONE') return plain.replace(BETWEEN, '').replace(COUNTRY, '');
  return kind === 'EMAIL' ? plain : plain.replace(/ /g, '').toUpperCase();
}

/** @typedef {{ kind: string, label: string, required: boolean, most: number }} Asked */
/** @typedef {Asked & { pattern: string | null, allowed: string, choices: unknown[] }} Question */

/** "" where nothing is.  @param {Question} question @param {string} text */
function wrongOf({ kind, label, required, most, pattern, allowed, choices }, text) {
  const value = folded({ kind }, text);
  if (!value) return required ? `请${choices.length ? '选择' : '填写'}${label}` : '';
  if ([...value].length > most) return `${label}最多 ${most} 个字`;
  return pattern && !new RegExp(pattern, 'u').test(value) ? allowed : '';
}

module.exports = { folded, wrongOf };
