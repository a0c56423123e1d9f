/** How times and amounts are said. */
const ZONE = 'Asia/Shanghai';
const FORMAT = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** @typedef {string | number} Instant ISO text or ms */

/** @param {Instant} instant */
const parts = (instant) =>
  Object.fromEntries(FORMAT.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));

/** 11月24日 20:30, with the year when it is another one; "" for none.
 * @param {Instant | null | undefined} instant */
export function when(instant) {
  if (instant == null) return '';
  const { year, month, day, hour, minute } = parts(instant);
  const other = parts(Date.now()).year === year ? '' : `${year}年`;
  return `${other}${month}月${day}日 ${hour === '24' ? '00' : hour}:${minute}`;
}

/** 11月24日; a day as ISO text, without a time.  @param {string} date */
export function dayOf(date) {
  const [, month, day] = date.split('-').map(Number);
  return `${month}月${day}日`;
}

/** 11.24  @param {Instant} instant */
export function monthDay(instant) {
  const { month, day } = parts(instant);
  return `${month}.${day}`;
}

/** 23小时05分, 4分30秒.  @param {number} seconds */
export function howLong(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)}天${hours % 24 ? `${hours % 24}小时` : ''}`;
  if (hours) return `${hours}小时${String(minutes).padStart(2, '0')}分`;
  return minutes ? `${minutes}分${String(rest).padStart(2, '0')}秒` : `${rest}秒`;
}

/** "30.00" → 30 元, "30.50" → 30.50 元.  @param {string | number | null} text */
export const yuan = (text) => `${String(text).replace(/\.00$/, '')} 元`;

/** The address that a device calls.  @param {string} phone */
export const telOf = (phone) => `tel:${phone.replace(/[^\d+]/g, '')}`;
