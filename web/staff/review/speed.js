/** How much she did today, and at which pace now. */
import { useRef } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';

/** @import { Outbox } from './round/outbox.js' */

const SINCE_MS = 10 * 60_000; // a pace is of the last minutes
const LEAST_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHANGHAI_MS = 8 * HOUR_MS;

/** @typedef {{ at: number, done: number }} Mark */
/** @typedef {{ day: unknown, from: number }} Since */

/** Pictures in an hour, as in the last minutes; null before there are any.
 * @param {Mark[]} marks the oldest first @param {number} instant */
export function pace(marks, instant) {
  const first = marks.find(({ at }) => instant - at <= SINCE_MS);
  const last = marks.at(-1);
  if (!first || !last || instant - first.at < LEAST_MS || last.done === first.done) return null;
  return Math.round(((last.done - first.done) * HOUR_MS) / (instant - first.at) / 10) * 10;
}

/** From which count on those of today are counted; a new day in Shanghai begins with none.
 * @param {Since | null} since @param {number} done @param {number} before @param {unknown} day @returns {Since} */
export const sinceOf = (since, done, before, day) =>
  since !== null && since.day === day ? since : { day, from: since ? done : done - before };

/** before: decided today before this page was loaded; asked again later it has those of this page in it, which count
 * once.  What may still be taken back counts.
 * @param {Outbox} outbox @param {number} before */
export function useSpeed(outbox, before) {
  const done = outbox.done + outbox.unanswered.length;
  const marks = useRef(/** @type {Mark[]} */ ([]));
  const since = useRef(/** @type {Since | null} */ (null));
  since.current = sinceOf(since.current, done, before, Math.floor((now() + SHANGHAI_MS) / DAY_MS));
  if (marks.current.length === 0 || marks.current.at(-1)?.done !== done) marks.current.push({ at: now(), done });
  return { today: done - since.current.from, hourly: pace(marks.current, now()) };
}
