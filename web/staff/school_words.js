/** The words of the catalogue of schools, and what its names demand of each other. */

/** @import { SchoolView } from '../shared/generated/types' */
/** @import { Said } from '../shared/http.js' */

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

/** @param {SchoolView} school @param {string} name */
const isToday = (school, name) => fold(school.name) === fold(name);

/** Which name of these is another school's, or what else is there already; null where nothing is.
 * @param {SchoolView[]} schools @param {string} code @param {boolean} isNew @param {string[]} names today's first
 * @returns {Said | null} */
export function clashOf(schools, code, isNew, names) {
  const there = schools.find((one) => one.school_code === code);
  if (isNew && there)
    return {
      code: 'school_is_there',
      field: 'school_code',
      message: `院校目录中已有这个院校代码：${there.name}`,
      action: '请关闭后查找该校，用“修改”更改',
    };
  for (const [at, name] of names.entries()) {
    const owner = schools.find(
      (one) => one.school_code !== code && [one.name, ...one.aliases].some((its) => fold(its) === fold(name)),
    );
    const as = owner && isToday(owner, name) ? '名称' : '曾用名';
    if (owner)
      return {
        code: 'school_name_taken',
        field: at ? 'aliases' : 'name',
        message: `“${name}”已是${owner.name}（${owner.school_code}）的${as}`,
        action: '一个名称只能属于一所学校；两校合并时，请先从那所学校移除',
      };
  }
  return null;
}

/** Which former name made a school be found, where today's did not.
 * @param {SchoolView} school @param {string} wanted */
export const foundBy = ({ name, aliases }, wanted) =>
  wanted && !fold(name).includes(wanted) ? aliases.find((one) => fold(one).includes(wanted)) : undefined;
