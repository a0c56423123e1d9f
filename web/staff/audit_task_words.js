/** Settings of a task, as the audit trail tells what was changed: in hours and bytes, as they are kept, and in yuan. */
import { FIELDS } from '../shared/generated/rules.js';
import { CONTACT_ROLES, DAY_KINDS, LEVELS, MODES_SHORT, SETTINGS, STATES, TYPES } from './task_words.js';

const {
  opens_at_time: _opens,
  closes_at_time: _closes,
  tolerance: _tolerance,
  policy: _policy,
  file_bytes_most: _most,
  ...KEPT
} = SETTINGS;

/** @type {Record<string, string>} */
export const TASK_FIELDS = {
  ...KEPT,
  task_id: '任务编号',
  branch: '分社',
  state: '状态',
  rev: '版本',
  price: '价格（元）',
  background: '背景',
  file_bytes: '照片大小（字节）',
  grace_hours: '到账宽限（小时）',
  opens_at: '开始时间',
  closes_at: '结束时间',
};

/** @type {Record<string, Record<string, string>>} */
export const TASK_VALUES = {
  levels: LEVELS,
  state: STATES,
  task_type: TYPES,
  collect_mode: MODES_SHORT,
  glasses: { ALLOW: '允许', DOUBT: '提醒审核员', REFUSE: '不允许' },
  covers: { REFUSE: '不允许', ALLOW: '允许' },
  roster: { NONE: '不启用', CODES: '采集码名单', STUDENT_NOS: '学号名单' },
  elsewhere: { WARN: '提醒', BLOCK: '不允许' },
  overdue: { KEEP: '保留', REFUND: '自动退款' },
  refund_until: { NEVER: '不可以', REVIEW: '审核前', APPROVAL: '通过前' },
  contacts: CONTACT_ROLES,
  form_fields: {
    ...Object.fromEntries(Object.entries(FIELDS).map(([name, { label }]) => [name, label])),
    true: '必填',
    false: '选填',
  },
  background: { keep: '不更换背景', normalise: '更换背景' },
  resubmit_days_kind: DAY_KINDS,
};
