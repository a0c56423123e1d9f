// The states of payment attempts and of refunds, as docs/states.md lists them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../../docs/states.md', import.meta.url), 'utf8');

/** The rows of the table whose first column is called so. */
function rowsOf(head) {
  const [, , ...lines] = PAGE.slice(PAGE.indexOf(`| ${head} |`))
    .split('\n\n', 1)[0]
    .split('\n');
  return lines.map((line) => line.slice(2, -2).split(' | '));
}

export const LABELS = Object.fromEntries(rowsOf('refund'));
const ATTEMPTS = rowsOf('payment attempt').map(([state]) => state);

/** Fails unless a table has a row for each state of an attempt, or of a refund, and no other. */
export const coversAttempts = (table) => assert.deepEqual(Object.keys(table), ATTEMPTS);
export const coversRefunds = (table) => assert.deepEqual(Object.keys(table), Object.keys(LABELS));

/** Fails unless `shown` has these parts; it may have others. */
export const has = (shown, parts, about) =>
  assert.deepEqual(Object.fromEntries(Object.keys(parts).map((name) => [name, shown[name]])), parts, about);
