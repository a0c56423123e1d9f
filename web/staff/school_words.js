/** The words of the catalogue of schools. */

/** @import { SchoolView } from '../shared/generated/types' */

/** @type {Record<string, string>} */
export const SCHOOL_KINDS = { REGULAR: '普通高等学校', ADULT: '成人高等学校', OPEN: '开放大学' };

/** As the API compares names.  @param {string} text */
export const fold = (text) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/** @param {string} text */
export const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Which former name made a school be found, where today's did not.
 * @param {SchoolView} school @param {string} wanted */
export const foundBy = ({ name, aliases }, wanted) =>
  wanted && !fold(name).includes(wanted) ? aliases.find((one) => fold(one).includes(wanted)) : undefined;
