/** Days as addresses and fields write them: 2027-05-20. */

const DAY_MS = 86_400_000;
const WRITTEN = /^20\d\d-\d\d-\d\d$/;

/** @param {number} ms */
const dayAt = (ms) => new Date(ms).toISOString().slice(0, 10);

/** Whether a part of an address is a day of the calendar.  @param {string} text */
export function isDay(text) {
  const ms = WRITTEN.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && dayAt(ms) === text; // the 30th of February may be read as one of March
}

/** The day, or nothing: a date's field takes no other text.  @param {string} [text] */
export const onlyDay = (text = '') => (isDay(text) ? text : '');

/** So many days after a day, or before it.  @param {string} day @param {number} by */
export const dayBeside = (day, by) => dayAt(Date.parse(day) + by * DAY_MS);
