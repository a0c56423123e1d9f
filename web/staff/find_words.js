/** The words of looking for an order: by what a text is looked for, and what to do where nothing is found. */

/** @import { FoundOrders } from '../shared/generated/types' */
/** @typedef {FoundOrders['tried'][number]} Way */
/** @typedef {Pick<FoundOrders, 'task' | 'orders' | 'person' | 'cursor'>} Answer */

/** In the order of the buttons.  @type {Record<Way, string>} */
export const WAYS = {
  phone: '手机号',
  number: '订单号或支付单号',
  name: '姓名',
  student_no: '学号',
  collect_code: '采集码',
};

/** @param {string} text */
const digitsOf = (text) => text.normalize('NFKC').replace(/[\s-]/g, '');

/** What a text nearly is, that was not found; "" for none.  @param {string} text */
export function nearly(text) {
  const digits = digitsOf(text);
  if (/^1[3-9]\d{8}$|^1[3-9]\d{10}$/.test(digits)) return `手机号是 11 位，输入了 ${digits.length} 位。`;
  if (/^\d{12}$/.test(digits)) return '像订单号，但没有这个号码：请逐位核对。';
  return '';
}

/** @type {Set<Way>} */
const BY_FORM = new Set(['name', 'student_no']);
/** Who came by a collection code is known by it: its name has asterisks, and its number is of no list. */
const CODED = '采集码任务的学生按姓名、学号查不到（采集码里的姓名带星号），请用手机号、订单号或采集码';

/** Whether a text is a task's code and nothing else.  @param {Answer} found */
export const isTaskCode = ({ task, orders, person, cursor }) => Boolean(task) && !orders.length && !person && !cursor;

/** @param {{ person: unknown, cursor: string | null, tried: Way[] }} found @param {string} text */
export function emptyOf({ person, cursor, tried }, text) {
  if (cursor) return '查过的部分没有本分社的订单，请继续查找';
  if (person) return '这个账号还没有订单';
  const ways = `按${tried.map((way) => WAYS[way]).join('、')}${tried.length > 1 ? '都' : ''}没有找到`;
  const coded = tried.some((way) => BY_FORM.has(way)) ? `。${CODED}` : '';
  return `${nearly(text)}${ways}，请核对后换一种方式再查${coded}`;
}
