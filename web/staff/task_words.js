/** The words of tasks: what each value of a setting is called and means. */
import { FIELDS } from '../shared/generated/rules.js';
import { LEVELS as LEVEL_WORDS, SETTINGS as LABELS } from './generated/labels.js';
import { FROZEN } from './generated/rules.js';

const HIGHEST_FIRST = ['DOCTOR', 'MASTER', 'SECOND_BACHELOR', 'BACHELOR', 'TOP_UP', 'JUNIOR'];
export const LEVELS = Object.fromEntries(HIGHEST_FIRST.map((level) => [level, LEVEL_WORDS[level]]));

export const STATES = { DRAFT: '草稿', OPEN: '已开放', CLOSED: '已关闭' };
/** @type {Record<string, string>} */
export const PROBLEMS = { DRAFT: '还没有开放', NOT_OPEN_YET: '还没到开始时间', CLOSED: '已经结束' };
export const TYPES = { GROUP: '集中采集', INDIVIDUAL: '散拍' };
export const MODES = { ENCRYPTED: '加密采集（学生上传采集码）', PLAIN: '普通采集（学生填写表单）' };
/** What a teacher's link shows.  @type {Record<string, string>} */
export const LINK_KINDS = { LIST: '人数和名单', COUNTS: '只有人数' };
export const MODES_SHORT = { ENCRYPTED: '加密采集', PLAIN: '普通采集' };
export const COVERS = { REFUSE: '不可以戴帽子、头巾', ALLOW: '可以戴头巾等头部覆盖物，露出整张脸' };
export const GLASSES = { ALLOW: '可以戴透明眼镜', DOUBT: '可以戴，提醒审核员留意', REFUSE: '不可以戴眼镜' };
export const ROSTERS = {
  NONE: '没有名单，符合条件的学生都可以办理',
  CODES: '只有名单上的采集码可以办理',
  STUDENT_NOS: '只有名单上的学号可以办理',
};
export const ELSEWHERE = { WARN: '可以办理，提醒审核员', BLOCK: '不可以办理' };
export const DAY_KINDS = { calendar: '自然日', working: '工作日' };
export const OVERDUE = { KEEP: '保留订单，由分社处理', REFUND: '自动全额退款' };
export const REFUND_UNTIL = {
  NEVER: '学生不能自己退款',
  REVIEW: '等待审核、撤回以后可以自己退款',
  APPROVAL: '审核通过以前都可以自己退款',
};
export const POLICIES = { normalise: '纯色墙面自动换成要求的颜色', keep: '不更换，颜色不符就不合格' };
export const CONTACT_ROLES = { TEACHER: '学校老师', BRANCH: '分社' };
/** @type {Record<string, string>} */
export const PACKAGE_STATES = {
  COLLECTING: '正在收集照片',
  BUILDING: '正在生成文件',
  READY: '可以下载',
  OUTDATED: '有学生删除了个人信息，需要时请重新生成',
  PURGED: '已过保存期，照片已删除',
};
/** @param {string} name */
export const fieldWord = (name) => FIELDS[name].label;
export const FIELD_NAMES = [
  'name',
  'student_no',
  'school',
  'level',
  'college',
  'department',
  'major',
  'class_name',
  'contact_phone',
  'email',
  'id_tail',
  'consignee',
  'address',
  'layout',
];

/** Photo standards: what it is called, its newest revision.  @type {Record<string, [name: string, newest: number]>} */
export const SPECS = { chsi: ['学信网学历注册照片（480 × 640）', 5], id_card_ga461: ['身份证相片（358 × 441）', 5] };

/** What a file's name may be made of: [what it is, an example].  @type {Record<string, string[]>} */
export const FILE_WORDS = {
  student_no: ['学号', '202701234'],
  collect_code: ['采集码', '1234567890123456'],
  order_id: ['订单号', 'Qm3vX8pLkT2sYc7RdB4nWa'],
  school_code: ['院校代码', '10532'],
  level: ['学历层次', 'BACHELOR'],
  class_name: ['班级', '软件2201'],
};

/** Every setting, as a list of changes calls it; several fields of the form may make one.
 * @type {Record<string, string>} */
export const SETTINGS = {
  ...LABELS,
  opens_at: '开始日期',
  opens_at_time: '开始时刻',
  closes_at: '结束日期',
  closes_at_time: '结束时刻',
  grace_hours: '到账宽限',
  tolerance: '颜色容差',
  policy: '更换背景',
  glasses: '眼镜',
  covers: '头部覆盖物',
  file_bytes: '照片最小',
  file_bytes_most: '照片最大',
};

const frozen = FROZEN.map((name) => LABELS[name]);

/** What stays once a task is open. */
export const FROZEN_NAMES = `${frozen.slice(0, -1).join('、')}和${frozen.at(-1)}`;

/** A template with its variables in words: 〔学号〕.jpg.
 * @param {string} template */
export const templateInWords = (template) =>
  template.replace(/\{(\w+)\}/g, (all, /** @type {string} */ word) =>
    FILE_WORDS[word] ? `〔${FILE_WORDS[word][0]}〕` : all,
  );

/** What the template makes of a student.
 * @param {string} template @param {string} schoolCode */
export const fileExample = (template, schoolCode) =>
  template.replace(
    /\{(\w+)\}/g,
    (all, /** @type {string} */ word) => (word === 'school_code' && schoolCode) || FILE_WORDS[word]?.[1] || all,
  );
