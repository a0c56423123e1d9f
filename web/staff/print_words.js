/** What is printed of a package, in words. */

/** sizes: of the prints on it.  @typedef {{ name: string, paper: string, sizes: ('一寸' | '二寸')[] }} PrintKind */

/** @type {Record<string, PrintKind>} */
export const PRINT_KINDS = {
  SMALL: { name: '一寸 8 张', paper: '5 寸相纸，127 × 89 毫米', sizes: ['一寸'] },
  LARGE: { name: '二寸 4 张', paper: '5 寸相纸，89 × 127 毫米', sizes: ['二寸'] },
  MIXED: { name: '一寸 4 张 + 二寸 2 张', paper: '5 寸相纸，127 × 89 毫米', sizes: ['一寸', '二寸'] },
  CHOSEN: { name: '按学生选择的版面', paper: '5 寸相纸，没有选择的按一寸 8 张', sizes: ['一寸', '二寸'] },
  LABELS_A4: { name: '地址标签，A4', paper: 'A4 标签纸，每页 2 × 7 枚，每枚 99.1 × 38.1 毫米', sizes: [] },
  LABELS_ROLL: { name: '地址标签，面单', paper: '热敏面单，100 × 150 毫米', sizes: [] },
};
/** @type {Record<string, string>} */
export const PRINT_STATES = {
  BUILDING: '正在生成',
  READY: '可以下载',
  OUTDATED: '有学生删除了个人信息，需要时请重新生成',
  PURGED: '已过保存期，文件已删除',
};

export const CAPTION = '{name} {student_no} {class_name}';
/** @type {Record<string, string>} */
export const CAPTION_WORDS = {
  name: '姓名',
  student_no: '学号',
  class_name: '班级',
  college: '学院',
  number: '订单号',
};

/** @param {string} template */
export const captionInWords = (template) =>
  template.replace(/\{(\w+)\}/g, (all, /** @type {string} */ word) =>
    CAPTION_WORDS[word] ? `〔${CAPTION_WORDS[word]}〕` : all,
  );
