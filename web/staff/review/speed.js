/** How much she did today, and at which pace now. */
import { useRef } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';

/** @import { Outbox } from './round/outbox.js' */

const SINCE_MS = 10 * 60_000; // a pace is of the last minutes
const LEAST_MS = 60_000;
const HOUR_MS = 3_600_000;

/** @typedef {{ at: number, done: number }} Mark */

/** Pictures in an hour, as in the last minutes; null before there are any.
 * @param {Mark[]} marks the oldest first @param {number} instant */
export function pace(marks, instant) {
  const first = marks.find(({ at }) => instant - at <= SINCE_MS);
  const last = marks.at(-1);
  if (!first || !last || instant - first.at < LEAST_MS || last.done === first.done) return null;
  return Math.round(((last.done - first.done) * HOUR_MS) / (instant - first.at) / 10) * 10;
}

/** before: decided today before this page was loaded; asked again later it has those of this page in it, which count
 * once.  What may still be taken back counts.
 * @param {Outbox} outbox @param {number} before */
export function useSpeed(outbox, before) {
  const done = outbox.done + outbox.unanswered.length;
  const marks = useRef(/** @type {Mark[]} */ ([]));
  const first = useRef(before - done);
  if (marks.current.length === 0 || marks.current.at(-1)?.done !== done) marks.current.push({ at: now(), done });
  return { today: first.current + done, hourly: pace(marks.current, now()) };
}
