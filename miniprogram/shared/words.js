/** How times, amounts and typed digits are said and read. */
const HOUR_MS = 3_600_000;
const SHANGHAI_MS = 8 * HOUR_MS; // all of China keeps this time, without summer time

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/** Full-width letters, digits and blanks as plain ones.  @param {string} text */
const plain = (text) =>
  text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ');

/** Without what people write between them, and before a phone number.  @param {string} text */
const digits = (text) =>
  plain(text)
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '');

/** 11月24日 20:30, with the year when it is another one.  @param {string | null | undefined} instant */
function when(instant) {
  if (!instant) return '';
  const there = new Date(new Date(instant).getTime() + SHANGHAI_MS);
  const year = there.getUTCFullYear();
  const other = year === new Date(Date.now() + SHANGHAI_MS).getUTCFullYear() ? '' : `${year}年`;
  const day = `${there.getUTCMonth() + 1}月${there.getUTCDate()}日`;
  return `${other}${day} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}

/** 23 小时 05 分, 4 分 30 秒.  @param {number} seconds */
function howLong(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)} 天 ${hours % 24} 小时`;
  if (hours) return `${hours} 小时 ${two(minutes)} 分`;
  return minutes ? `${minutes} 分 ${two(rest)} 秒` : `${rest} 秒`;
}

/** "30.00" → "30.00 元".  @param {string | null} text */
const yuan = (text) => (text ? `${text} 元` : '');

module.exports = { plain, digits, when, howLong, yuan };
