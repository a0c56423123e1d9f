/** The words of the catalogue of schools. */

/** @import { SchoolView } from '../shared/generated/types' */

/** @type {Record<string, string>} */
export const SCHOOL_KINDS = { REGULAR: '普通高等学校', ADULT: '成人高等学校', OPEN: '开放大学' };
export const KEEPING = { YES: '记入曾用名，学生仍可按它查到', NO: '不保留（原来写错了）' };

/** As the API compares names.  @param {string} text */
export const fold = (text) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/** @param {string} text */
export const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The former names to save: with the name that is given up, where it is to be kept.
 * @param {SchoolView} before @param {string} name @param {string[]} former @param {string} [keep] of KEEPING */
export function namesToKeep(before, name, former, keep = 'NO') {
  const others = former.filter((one) => fold(one) !== fold(name));
  const known = [name, ...others].map(fold);
  return keep === 'YES' && before.name && !known.includes(fold(before.name)) ? [before.name, ...others] : others;
}

/** Which former name made a school be found, where today's did not.
 * @param {SchoolView} school @param {string} wanted */
export const foundBy = ({ name, aliases }, wanted) =>
  wanted && !fold(name).includes(wanted) ? aliases.find((one) => fold(one).includes(wanted)) : undefined;
