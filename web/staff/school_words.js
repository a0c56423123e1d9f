/** The words of the catalogue of schools. */

/** @import { School, SchoolView } from '../shared/generated/types' */

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

/** @type {[string, (school: School) => string][]} */
const FIELDS = [
  ['学校名称', ({ name }) => name],
  ['学校标识码', ({ moe_id: id }) => id],
  ['曾用名', ({ aliases }) => aliases.join('、')],
  ['类型', ({ kind }) => SCHOOL_KINDS[kind]],
  ['所在地', ({ city }) => city],
  ['分校、教学点', ({ sub_units: units }) => units.join('、')],
];

/** Which school it is, and each field that differs.  @param {School} was @param {School} school */
export const changesOf = (was, school) => [
  `${was.name}（院校代码 ${was.school_code}）`,
  ...FIELDS.filter(([, of]) => of(was) !== of(school)).map(
    ([label, of]) => `${label}：${of(was) || '（空）'} → ${of(school) || '（空）'}`,
  ),
];
