/** The days of a season as a chart wants them.  Pure. */

/** @import { SeasonDay } from '../shared/generated/types' */

const DAY = 86_400_000;

/** Every day from the one before the first with money to the last, in order; those without any are there with 0.
 * @param {SeasonDay[]} days oldest first */
export function everyDay(days) {
  if (days.length === 0) return { days: [], income: [], returned: [], net: [] };
  const sums = new Map(days.map((one) => [one.day, one.sums]));
  const [first, last] = [Date.parse(days[0].day) - DAY, Date.parse(days[days.length - 1].day)];
  const names = Array.from({ length: (last - first) / DAY + 1 }, (_, no) =>
    new Date(first + no * DAY).toISOString().slice(0, 10),
  );
  const yuan = (/** @type {'income' | 'returned' | 'net'} */ name) =>
    names.map((day) => (sums.get(day)?.[name] ?? 0) / 100);
  return { days: names, income: yuan('income'), returned: yuan('returned'), net: yuan('net') };
}
