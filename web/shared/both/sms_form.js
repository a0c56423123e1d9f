/** What a form that has an SMS sent decides by itself. */

const OF_NETWORK = new Set(['sms_slow', 'sms_used_up_here']); // not that of another network
const SOON = 60; // seconds

/** Seconds that the button stays away after a refusal.
 * @param {{ code: string, retryAfter?: number | null }} refusal */
export const waitOf = ({ code, retryAfter }) => Math.min(retryAfter || 0, OF_NETWORK.has(code) ? SOON : Infinity);

/** What is wrong with a code; asker: of the one that this form had sent, "" before.
 * @param {string} code @param {string} asker */
export function wrongCode(code, asker) {
  if (!/^\d{6}$/.test(code)) return '请填写短信中的 6 位数字';
  return asker ? null : '这个验证码不是在本页获取的，请点“发送验证码”';
}
