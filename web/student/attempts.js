/** The payment attempt of an order, the same in all tabs of a browser: what one tab begins takes the others' place. */
import { now } from '../shared/clock.js';

/** @typedef {{ channel: string, key: string, until: number, begun: boolean }} Attempt begun: the channel knows it */

const NAME = 'gradphoto.pay.';
const FIRST_MS = 10 * 60_000; // for the server's answer
const freshKey = () =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {string} orderId @returns {Attempt | null} */
function read(orderId) {
  try {
    return JSON.parse(localStorage.getItem(NAME + orderId) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} orderId @param {Attempt} attempt */
function write(orderId, attempt) {
  try {
    localStorage.setItem(NAME + orderId, JSON.stringify(attempt));
  } catch {
    /* storage is full or forbidden: a second click is another attempt, and closes this one */
  }
  return attempt;
}

/** {channel, key, until, begun}: the one under way, or a new one.
 * @param {string} orderId @param {string} channel */
export function attemptOf(orderId, channel) {
  const known = read(orderId);
  return known?.channel === channel && known.until > now()
    ? known
    : write(orderId, { channel, key: freshKey(), until: now() + FIRST_MS, begun: false });
}

/** The channel knows it; expires: its end, as ISO text.
 * @param {string} orderId @param {Attempt} attempt @param {string} expires */
export const begin = (orderId, attempt, expires) =>
  write(orderId, {
    ...attempt,
    until: Math.max(attempt.until, new Date(expires).getTime() - 60_000),
    begun: true,
  });

/** What this browser has begun last; null before.
 * @param {string} orderId */
export function begunIn(orderId) {
  const attempt = read(orderId);
  return attempt?.begun ? attempt : null;
}

/** Somebody leaves this browser. */
export const forgetAll = () =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(NAME))
    .forEach((name) => localStorage.removeItem(name));

/** The order is paid.
 * @param {string} orderId */
export const forget = (orderId) => localStorage.removeItem(NAME + orderId);

/** Calls back with the attempt another tab has begun; returns how to stop.
 * @param {string} orderId @param {(attempt: Attempt) => void} listener */
export function watch(orderId, listener) {
  const look = (/** @type {StorageEvent} */ { key }) => {
    const attempt = key === NAME + orderId ? begunIn(orderId) : null;
    if (attempt) listener(attempt);
  };
  addEventListener('storage', look);
  return () => removeEventListener('storage', look);
}
