/** A table as a file for spreadsheets.  Pure. */
export const CSV = 'text/csv;charset=utf-8';
const BOM = '\ufeff'; // without it spreadsheets take Chinese for something else
const FORMULA = /^[=+\-@\t\r]/;

/** As text even where a spreadsheet would compute it: somebody else typed it.  @param {string} cell */
const guarded = (cell) => (FORMULA.test(cell) ? `'${cell}` : cell);

/** @param {string} cell */
const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** @param {unknown[][]} rows of cells, the first are headings */
export const csv = (rows) => {
  const lines = rows.map((row) => row.map((cell) => quoted(guarded(String(cell)))).join(','));
  return `${BOM}${lines.join('\r\n')}\r\n`;
};
