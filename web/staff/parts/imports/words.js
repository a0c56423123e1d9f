/** The kinds of tables the branch imports, and how far one is, in words. */
import { between, timeLeft } from '../../time_left.js';

/** @import { ColumnView, DeskTask } from '../../../shared/generated/types' */

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} about
 * @property {((task: DeskTask) => boolean) | null} isFor null where a table is about no task
 * @property {string[]} told columns that only this kind has, or words of a file's name
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  ROSTER: {
    name: '名单',
    about: '可以参加任务的学生。任务启用名单后，只有名单上的人能办理。',
    isFor: () => true,
    told: ['名单'],
  },
  CAPTURED: {
    name: '现场已采集名单',
    about: '已经在现场拍过照的学生，不再线上采集；已有线上订单的会列出来，请逐个处理。',
    isFor: () => true,
    told: ['现场', '已采集'],
  },
  CHSI: {
    name: '学信网结果',
    about: '学信网对照片的答复。通过的订单转为“采集完成”；不通过的转为“待勘误”，学生免费重拍，并收到原因和改法。',
    isFor: () => true,
    told: ['学信网', '校对结果', '订单号,结果'],
  },
  WAYBILLS: {
    name: '快递单号',
    about: '散拍任务邮寄纸质照片的快递单号。绑定了微信的学生收到通知，别的学生在订单页看到。',
    isFor: ({ settings }) => settings.task_type === 'INDIVIDUAL',
    told: ['快递'],
  },
  SCHOOLS: {
    name: '院校目录',
    about: '教育部公布的院校名单；只写入新增和有变化的学校，改名的学校会保留曾用名。',
    isFor: null,
    told: ['学校标识码', '院校目录', '院校名单'],
  },
};

/** The kind that a file's name and first lines tell of, or null.  The narrower words are looked for first.
 * @param {string} text */
export function kindOf(text) {
  const order = ['SCHOOLS', 'WAYBILLS', 'CAPTURED', 'CHSI', 'ROSTER'];
  return order.find((kind) => KINDS[kind].told.some((word) => text.includes(word))) ?? null;
}

/** @type {Record<string, string>} */
export const IMPORT_STATES = {
  QUEUED: '等待处理',
  RUNNING: '正在导入',
  DONE: '已完成',
  REFUSED: '有错误，没有导入',
  STALLED: '已停止',
  UNDOING: '撤销中',
  UNDONE: '已撤销',
};
/** Whose turn it is then.  @type {Record<string, import('../../ui/badge.js').Turn>} */
export const TURNS = {
  QUEUED: 'us',
  RUNNING: 'us',
  DONE: 'well',
  REFUSED: 'wrong',
  STALLED: 'wrong',
  UNDOING: 'us',
  UNDONE: 'over',
};
export const GOING_ON = new Set(['QUEUED', 'RUNNING', 'UNDOING']);

const UNDOABLE = new Set(['ROSTER', 'CAPTURED']);
const WRITTEN = new Set(['DONE', 'STALLED', 'UNDOING']); // one that hangs while it is taken back is asked once more

/** @param {{ kind: string, state: string }} props */
export const isUndoable = ({ kind, state }) => UNDOABLE.has(kind) && WRITTEN.has(state);

/** Whether nothing was written and its rows can be mended.  @param {{ state: string, correctable: boolean }} props */
export const isMendable = ({ state, correctable }) => state === 'REFUSED' && correctable;

/** @param {number} skipped */
const without = (skipped) => (skipped ? `，跳过 ${skipped} 行` : '');

/** What became of its rows.
 * @param {{ state: string, rows: number, done: number, wrong: number, skipped: number }} props */
export function outcome({ state, rows, done, wrong, skipped }) {
  if (state === 'DONE')
    return `共 ${rows} 行，已导入 ${done} 行${without(skipped)}${wrong ? `，${wrong} 条请查看` : ''}`;
  if (state === 'REFUSED') return `${wrong} 条错误`;
  if (state === 'QUEUED' && rows) return `共 ${rows} 行，正在核对`;
  if (state === 'RUNNING') return `共 ${rows} 行，已导入 ${done} 行`;
  return '';
}

/** How long the rows that are left take, at the pace of those that are done; "" while nothing can be said.
 * @param {{ rows: number, done: number, created_at: string, moved_at: string }} props */
export const leftOf = ({ rows, done, created_at: from, moved_at: to }) => timeLeft(between(from, to), done, rows);

/** The name in a heading that stands for each column, by the first accepted one; "" where there is none.
 * @param {ColumnView[]} columns @param {string[]} head @returns {Record<string, string>} */
export const matchedOf = (columns, head) =>
  Object.fromEntries(columns.map(({ name, accepted }) => [name, accepted.find((one) => head.includes(one)) ?? '']));

/** What is sent and remembered: columns that were changed by hand.
 * @param {Record<string, string>} read @param {Record<string, string>} typed @returns {Record<string, string>} */
export const changedOf = (read, typed) =>
  Object.fromEntries(Object.entries(typed).filter(([column, name]) => name !== read[column]));
