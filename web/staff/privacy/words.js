/** What is kept and what goes, in words. */
import { grouped } from '../ui/charts/scale.js';

/** @import { DeletionRow, KeptTasks } from '../../shared/generated/types' */

/** By which rule something was deleted.  @type {Record<DeletionRow['rule'], string>} */
export const RULES = { RETENTION: '保存期已满', WISH: '学生本人要求', LATE: '删除后复查' };

/** @type {Record<keyof KeptTasks['groups'], string>} */
export const GROUPS = { SOON: '30 天内到期', KEPT: '还在保存', OVER: '已到期' };

/** What went, by kind: its name and its unit.  @type {Record<string, [name: string, unit: string]>} */
export const KINDS = {
  orders: ['订单', '单'],
  photos: ['照片', '张'],
  objects: ['文件', '个'],
  packages: ['制作包', '个'],
  'package members': ['制作包条目', '条'],
  'roster items': ['名单', '条'],
  'progress items': ['进度', '条'],
  "teachers' links": ['进度链接', '个'],
  traces: ['残留记录', '条'],
};

/** 订单 80 单，文件 160 个.  @param {Record<string, number>} counts */
export const went = (counts) =>
  Object.entries(counts)
    .map(([kind, count]) => {
      const [name, unit] = KINDS[kind] ?? [kind, ''];
      return `${name} ${grouped(count)} ${unit}`.trim();
    })
    .join('，');

/** 3f9a1c…等 80 个; nothing for none.  @param {string[]} digests */
export const digestsOf = (digests) =>
  digests.length > 1 ? `${digests[0]} 等 ${grouped(digests.length)} 个` : (digests[0] ?? '');
