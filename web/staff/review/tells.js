/** What a student will read of a decision, before it is sent. */
import { dayOf } from '../../shared/words.js';

/** @import { DeskOrder } from '../../shared/generated/types' */

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** The last day to hand in another photo, of a rejection now: 2027-05-20.
 * @param {DeskOrder['rules']} rules @param {number} now in ms */
export function lastDay({ resubmit_days: days, resubmit_days_kind: kind }, now) {
  let day = now + SHANGHAI_MS;
  for (let left = days; left > 0; ) {
    day += DAY_MS;
    const weekday = new Date(day).getUTCDay();
    if (kind === 'calendar' || (weekday > 0 && weekday < 6)) left -= 1;
  }
  return new Date(day).toISOString().slice(0, 10);
}

/** @param {Pick<DeskOrder, 'correcting' | 'tries_left' | 'rules'>} order @param {number} now */
export const afterRejection = ({ correcting, tries_left: left, rules }, now) =>
  !correcting && left <= 1
    ? '重新提交的次数已用完，请联系分社。'
    : `${dayOf(lastDay(rules, now))} 23:59 前换照片，不再收费。`;

/** 第 2 次提交，被驳回后还可重交 1 次  @param {Pick<DeskOrder, 'correcting' | 'rejections' | 'tries_left'>} order */
export function whichTime({ correcting, rejections, tries_left: left }) {
  if (correcting) return '勘误';
  const time = `第 ${rejections + 1} 次提交`;
  if (rejections === 0) return time;
  return left <= 1 ? `${time}，被驳回后不能再交` : `${time}，被驳回后还可重交 ${left - 1} 次`;
}
