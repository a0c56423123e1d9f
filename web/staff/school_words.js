/** The words of the catalogue of schools.  @type {Record<string, string>} */
export const SCHOOL_KINDS = { REGULAR: '普通高等学校', ADULT: '成人高等学校', OPEN: '开放大学' };
