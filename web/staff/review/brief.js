/** What is said of a picture in one line: no name. */
import { now } from '../../shared/clock.js';
import { howLong } from '../../shared/words.js';
import { LEVELS } from '../generated/labels.js';
import { whichTime } from './tells.js';

/** @import { Held } from './round/hands.js' */

const MINUTE_MS = 60_000;

/** 5小时50分  @param {Held} held */
function waited({ since }) {
  const minutes = Math.max(1, Math.floor((now() - Date.parse(since)) / MINUTE_MS));
  return minutes < 60 ? `${minutes} 分钟` : howLong(60 * minutes);
}

/** aside: how many were kept for a closer look, this one among them.
 * @param {Held} held @param {number} [aside] */
export const brief = (held, aside = 0) => {
  const { student } = held.order;
  const level = LEVELS[student.level] ?? student.level;
  const kept = aside > 0 && `留下的还有 ${aside} 张`;
  const parts = [
    kept,
    whichTime(held.order),
    student.school_name,
    level,
    student.college,
    held.since && `等了 ${waited(held)}`,
  ];
  return parts.filter(Boolean).join(' · ');
};
