/** What a picture asks of a program beside its signs: a number that makes a digest begin with so many zero bits. */

/** @param {ArrayLike<number>} digest of bytes @param {number} bits that are zero at its beginning */
export const begins = (digest, bits) => {
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (digest[at]) return false;
  return digest[whole] >> (8 - (bits & 7)) === 0;
};

/** The first of `count` numbers from `from` that solves it, or null.
 * @param {(text: string) => number[]} digestOf SHA-256's 32 bytes of an ASCII text
 * @param {string} id of the captcha @param {number} bits @param {number} from @param {number} count
 * @returns {number | null} */
export function searched(digestOf, id, bits, from, count) {
  for (let tried = from; tried < from + count; tried += 1) if (begins(digestOf(`${id}.${tried}`), bits)) return tried;
  return null;
}
