/** What a teacher sends to her classes.  Pure. */
import { when, yuan } from '../shared/words.js';

/** @import { TeacherView } from '../shared/generated/types' */
/** @import { Figures, Row } from './figures.js' */

const MOST_SCHOOLS = 3;
const MOST_NUMBERS = 60; // in one message; a group of a messenger shows no more at a glance

/** Where students begin.  @param {string} origin @param {string} code */
const studentsAddress = (origin, code) => `${origin}/#/tasks/${encodeURIComponent(code)}`;

/** @param {TeacherView} view */
export const schoolsOf = ({ schools }) =>
  schools.slice(0, MOST_SCHOOLS).join('、') + (schools.length > MOST_SCHOOLS ? ` 等 ${schools.length} 所学校` : '');

/** @param {Pick<TeacherView, 'price'>} view */
const isFree = ({ price }) => price === '0.00';

/** How to do it and by when.  @param {TeacherView} view @param {string} origin */
const howTo = ({ code, closes_at: until, price }, origin) => {
  const costs = isFree({ price }) ? '' : `，费用 ${yuan(price)}`;
  const ways = `打开 ${studentsAddress(origin, code)} ，或在网站、小程序填写特征码 ${code}`;
  return `请在 ${when(until)} 前完成：${ways}${costs}，手机上就能拍。`;
};

/** To everybody.  @param {TeacherView} view @param {string} origin */
export const noticeToAll = (view, origin) => `${view.notice.head}：还没有办完的同学，${howTo(view, origin)}`;

/** 未办理 3 人、待提交或支付 1 人  @param {Figures} figures */
export const whoMustAct = ({ by, idle }) =>
  [
    [idle, '未办理'],
    [by.unpaid, '待提交或支付'],
    [by.to_mend, '照片要重新提交'],
  ]
    .filter(([count]) => count)
    .map(([count, what]) => `${what} ${count} 人`)
    .join('、');

/** To one class.  numbers: student numbers of those who must act, where they are known.
 * @param {TeacherView} view @param {Row} row @param {string[]} numbers @param {string} origin */
export function noticeToClass(view, row, numbers, origin) {
  const left = whoMustAct(row);
  const named = numbers.slice(0, MOST_NUMBERS).join('、') + (numbers.length > MOST_NUMBERS ? ' 等' : '');
  const who = named && `${view.collect_mode === 'ENCRYPTED' ? '采集码末位' : '学号'}：${named}。`;
  return `${view.notice.head}：${row.name}${left ? ` 还有${left}` : ' 的同学'}。${who}${howTo(view, origin)}`;
}
