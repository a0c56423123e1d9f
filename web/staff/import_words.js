/** The kinds of tables the branch imports, and how far one is, in words. */
import { COURIERS } from './generated/labels.js';

/** @import { DeskTask } from '../shared/generated/types' */

/** Whom a row is about, as the task knows people: [column, example that no import takes].
 * @param {DeskTask | undefined} task */
const person = (task) =>
  task?.settings.collect_mode === 'ENCRYPTED' ? ['采集码', '（请填写采集码原文）'] : ['学号', '（请填写学号）'];
/** @param {DeskTask | undefined} task */
const orderOr = (task) => [
  ['订单号', '（请填写订单号）', `没有订单号时留空，按“${person(task)[0]}”识别`],
  [...person(task), '有订单号时可以留空'],
];

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} about
 * @property {((task: DeskTask) => boolean) | null} isFor null where a table is about no task
 * @property {(task: DeskTask | undefined) => string[][]} columns [column, example, what to know]
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  ROSTER: {
    name: '名单',
    about: '可以参加任务的学生。任务启用名单后，只有名单上的人能办理。',
    isFor: () => true,
    columns: (task) => [
      [...person(task), '必填'],
      ['学院', '信息学院', '可不填'],
      ['班级', '软件2201', '可不填'],
    ],
  },
  CAPTURED: {
    name: '现场已采集名单',
    about: '已经在现场拍过照的学生，不再线上采集；已有线上订单的会列出来，请逐个处理。',
    isFor: () => true,
    columns: (task) => [
      [...person(task), '必填'],
      ['学院', '信息学院', '可不填'],
      ['班级', '软件2201', '可不填'],
    ],
  },
  CHSI: {
    name: '学信网结果',
    about: '学信网对照片的答复：订单转为“采集完成”或“待勘误”。',
    isFor: () => true,
    columns: (task) => [
      ...orderOr(task),
      ['结果', '通过', '必填：通过 或 不通过'],
      ['说明', '', '不通过时的说明，学生会看到'],
    ],
  },
  WAYBILLS: {
    name: '快递单号',
    about: '散拍任务邮寄纸质照片的快递单号。',
    isFor: ({ settings }) => settings.task_type === 'INDIVIDUAL',
    columns: (task) => [
      ...orderOr(task),
      ['快递公司', '顺丰速运', `必填，从这些中选：${Object.values(COURIERS).join('、')}`],
      ['快递单号', 'SF0000000000000', '必填，一个单号一个订单'],
    ],
  },
  SCHOOLS: {
    name: '院校目录',
    about: '教育部公布的院校名单；只写入新增和有变化的学校，改名的学校会保留曾用名。',
    isFor: null,
    columns: () => [
      ['学校名称', '湖南大学', '必填'],
      ['学校标识码', '4143010532', '10 位数字'],
      ['院校代码', '10532', '5 位数字；标识码为 41 开头时可不填'],
      ['所在地', '长沙市', '可不填'],
    ],
  },
};

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
/** Whose turn it is then.  @type {Record<string, import('./ui/badge.js').Turn>} */
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

/** What became of its rows.
 * @param {{ state: string, rows: number, done: number, wrong: number }} props */
export function outcome({ state, rows, done, wrong }) {
  if (state === 'DONE')
    return wrong ? `共 ${rows} 行，已导入 ${done} 行，${wrong} 条请查看` : `共 ${rows} 行，已导入 ${done} 行`;
  if (state === 'REFUSED') return `${wrong} 条错误`;
  if (state === 'QUEUED' && rows) return `共 ${rows} 行，正在核对`;
  if (state === 'RUNNING') return `共 ${rows} 行，已导入 ${done} 行`;
  return '';
}
