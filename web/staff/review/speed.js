/** How much she did today, and at which pace now. */
/** @import { Outbox } from './round/outbox.js' */

const SINCE_MS = 10 * 60_000; // a pace is of the last minutes
const LEAST_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHANGHAI_MS = 8 * HOUR_MS;

/** @typedef {{ at: number, done: number }} Mark */
/** @typedef {{ day: unknown, from: number }} Since */

/** What is known of each outbox, as long as it is there: she leaves the desk and comes back to it.
 * @type {WeakMap<object, { since: Since, marks: Mark[] }>} */
const known = new WeakMap();

/** Pictures in an hour, as in the last minutes; null before there are any.
 * @param {Mark[]} marks the oldest first @param {number} instant */
export function pace(marks, instant) {
  const first = marks.find(({ at }) => instant - at <= SINCE_MS);
  const last = marks.at(-1);
  if (!first || !last || instant - first.at < LEAST_MS || last.done === first.done) return null;
  return Math.round(((last.done - first.done) * HOUR_MS) / (instant - first.at) / 10) * 10;
}

/** From which count on those of today are counted; a new day in Shanghai begins with none.  What was confirmed before
 * midnight and taken back after it is not of today.
 * @param {Since | null} since @param {number} done @param {number} before @param {unknown} day @returns {Since} */
export const sinceOf = (since, done, before, day) =>
  since !== null && since.day === day
    ? { day, from: Math.min(since.from, done) }
    : { day, from: since ? done : done - before };

/** before: decided today before this tab had an outbox; asked again later it has those of the outbox in it, which
 * count once.  What may still be taken back counts.
 * @param {Pick<Outbox, 'done' | 'unanswered'>} outbox @param {number} before @param {number} instant in ms */
export function speedOf(outbox, before, instant) {
  const done = outbox.done + outbox.unanswered.length;
  const last = known.get(outbox);
  const since = sinceOf(last?.since ?? null, done, before, Math.floor((instant + SHANGHAI_MS) / DAY_MS));
  const marks = last?.marks ?? [];
  if (marks.at(-1)?.done !== done) marks.push({ at: instant, done });
  known.set(outbox, { since, marks });
  return { today: done - since.from, hourly: pace(marks, instant) };
}
