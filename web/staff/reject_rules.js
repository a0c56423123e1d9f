/** What a rejection may hold, and how its reasons are laid out. */

/** @import { Finding, ReasonRow } from '../shared/generated/types' */

export const WITH_NOTE = 'other'; // says nothing without a note

const DIGITS = '123456789'; // of the first reasons a person sees: always the same ones, so that they can be learned

/** words: all of them stand in what the student would read.
 * @param {string[]} words */
export const fits =
  (words) =>
  (/** @type {{ message: string, cure: string }} */ { message, cure }) =>
    words.every((word) => message.includes(word) || cure.includes(word));

/** {hints: those of the findings, byEye, others, digits: {code: digit}}, each group in the catalogue's order.
 * @param {ReasonRow[]} catalogue @param {Finding[]} findings */
export function grouped(catalogue, findings) {
  const found = new Set(findings.map(({ code }) => code));
  const [hints, rest] = [
    catalogue.filter(({ code }) => found.has(code)),
    catalogue.filter(({ code }) => !found.has(code)),
  ];
  const first = catalogue.filter(({ automatic }) => !automatic).slice(0, DIGITS.length);
  const digits = Object.fromEntries(first.map(({ code }, place) => [code, DIGITS[place]]));
  return {
    hints,
    byEye: rest.filter(({ automatic }) => !automatic),
    others: rest.filter(({ automatic }) => automatic),
    digits,
  };
}
