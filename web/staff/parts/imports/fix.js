/** Corrections of wrong rows, as they are typed and as they are sent.  Pure. */
import { csv } from '../../../shared/csv.js';

/** @import { WrongRowView } from '../../../shared/generated/types' */
/** @typedef {{ cells: Record<string, Record<string, string>>, skipped: Record<string, boolean> }} Fix
 * cells: by line, then column; skipped: by line */

/** @type {Fix} */
export const NOTHING = { cells: {}, skipped: {} };
const [LINE, VERDICT, SKIP] = ['原表行号', '处理', '跳过'];

/** @param {WrongRowView} row */
export const columnsOf = ({ cells, wrong }) => [
  ...new Set(wrong.map(({ column }) => column).filter((column) => column in cells)),
];

/** @param {Fix} fix @param {number} line @param {string} column @param {string} text @returns {Fix} */
export const typed = (fix, line, column, text) => ({
  ...fix,
  cells: { ...fix.cells, [line]: { ...fix.cells[line], [column]: text } },
});

/** @param {Fix} fix @param {number} line @param {boolean} skips @returns {Fix} */
export const skipping = (fix, line, skips) => ({ ...fix, skipped: { ...fix.skipped, [line]: skips } });

/** Whether something else stands in one of its cells now.  @param {Fix} fix @param {WrongRowView} row */
export const isChanged = ({ cells }, { line, cells: before }) =>
  Object.entries(cells[line] ?? {}).some(([column, text]) => text.trim() !== before[column]);

/** [changed, skipped, left]: how many rows are which.
 * @param {Fix} fix @param {WrongRowView[]} rows */
export function counted(fix, rows) {
  const skipped = rows.filter(({ line }) => fix.skipped[line]).length;
  const changed = rows.filter((row) => !fix.skipped[row.line] && isChanged(fix, row)).length;
  return [changed, skipped, rows.length - changed - skipped];
}

/** The table that corrects them; skipRest: those that were left alone are skipped too.
 * @param {Fix} fix @param {WrongRowView[]} rows @param {boolean} skipRest */
export function tableOf(fix, rows, skipRest) {
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const skips = (/** @type {WrongRowView} */ row) =>
    Boolean(fix.skipped[row.line]) || (skipRest && !isChanged(fix, row));
  const sent = rows.filter((row) => skips(row) || isChanged(fix, row));
  return csv([
    [LINE, VERDICT, ...columns],
    ...sent.map((row) => {
      const now = { ...row.cells, ...fix.cells[row.line] };
      return [row.line, skips(row) ? SKIP : '', ...columns.map((column) => now[column] ?? '')];
    }),
  ]);
}
