/** What the first page calls things that wait and things that are wrong, and where each is done. */
import { link } from '../../shared/router.js';
import { dayOf, when } from '../../shared/words.js';
import { ACTIONS, CHANNELS } from '../money_words.js';

/** @import { HomeAlarmView, HomeRow, StaffRole } from '../../shared/generated/types' */
/** @typedef {{ label: string, tells: string, also?: Also, address: string, act: string, sign: string }} Words
 * tells: what it is; act: what the button there says; sign: of icons.svg */
/** @typedef {{ part: string, roles: StaffRole[], words: string, address: string, whose: string }} Also a part of it
 * that is done elsewhere by these roles; whose: what the others read beside it */
/** @typedef {{ title: string, tells: string, address: string, act: string }} AlarmWords */

/** @type {(band: string) => string} */
const reviewOf = (band) => link('/review', { band });

/** @type {Record<HomeRow['kind'], Words>} */
const ROWS = {
  ASKED: {
    label: '请人工查看',
    tells: '学生不同意初检结果',
    address: reviewOf('ASKED'),
    act: '开始查看',
    sign: 'eye',
  },
  AGAIN: {
    label: '重新提交的照片',
    tells: '上次被驳回，或撤回后重新提交',
    address: reviewOf('AGAIN'),
    act: '开始审核',
    sign: 'refund',
  },
  DOUBT: {
    label: '要细看的照片',
    tells: '机检有提示，逐张审核',
    address: reviewOf('DOUBT'),
    act: '开始审核',
    sign: 'find',
  },
  LOW: {
    label: '低风险的照片',
    tells: '机检没有发现问题，成批审核',
    address: reviewOf('LOW'),
    act: '开始审核',
    sign: 'review',
  },
  DISAGREED: {
    label: '两人意见不同的照片',
    tells: '复看与第一次的决定不同',
    address: '#/review/statistics',
    act: '逐张查看',
    sign: 'chart',
  },
  PROPOSALS: {
    label: '等第二个人确认',
    tells: '同事提出，需要您同意或退回',
    address: '#/waiting',
    act: '逐件确认',
    sign: 'two',
  },
  DECISIONS: {
    label: '等待决定的订单',
    tells: '逾期、勘误、有争议，或款项、退款有问题',
    also: {
      part: 'SUSPECT',
      roles: ['FINANCE'],
      words: '其中对不上的付款',
      address: link('/payments', { group: 'DOUBT' }),
      whose: '由财务核对',
    },
    address: '#/waiting',
    act: '逐件决定',
    sign: 'audit',
  },
  REFUNDS: {
    label: '没有成功的退款',
    tells: '渠道没有退成，学生还没有收到',
    address: link('/refunds', { group: 'STUCK' }),
    act: '逐笔处理',
    sign: 'bill',
  },
  BILLS: {
    label: '没有对上的账单',
    tells: '与账目不符，或还没有核对',
    address: '#/bills',
    act: '去对账',
    sign: 'invoice',
  },
  PACKAGES: {
    label: '等待制作的照片',
    tells: '审核通过，还不在任何制作包中',
    address: '#/tasks',
    act: '选任务制作',
    sign: 'tasks',
  },
  LOCKED: {
    label: '被锁定的账号',
    tells: '密码或验证码错误次数太多',
    address: '#/accounts',
    act: '查看并解锁',
    sign: 'key',
  },
  DELETIONS: {
    label: '一周内删除资料的任务',
    tells: '保存期将满，照片和个人信息一起删除',
    address: '#/privacy',
    act: '查看',
    sign: 'shield',
  },
  GRANTS: {
    label: '待确认的账号变更',
    tells: '另一位系统管理员提出，要您同意',
    address: '#/accounts',
    act: '核实并确认',
    sign: 'people',
  },
  CLASHES: {
    label: '角色冲突的账号',
    tells: '既是系统管理员又是财务，不能提出或确认款项事项',
    address: '#/accounts',
    act: '去掉一个角色',
    sign: 'key',
  },
  INVITES: {
    label: '过期的邀请',
    tells: '同事没有在三天内接受',
    address: '#/accounts',
    act: '再次邀请',
    sign: 'people',
  },
};

/** @param {HomeRow} row @returns {Words} */
export function rowWords({ kind, parts }) {
  const { also, ...words } = ROWS[kind];
  if (also) {
    const count = parts[also.part];
    return count ? { ...words, also: { ...also, words: `${also.words} ${count}` } } : words;
  }
  const made = Object.entries(parts).map(([name, count]) => `${ACTIONS[name] ?? name} ${count}`);
  return made.length ? { ...words, tells: made.join(' · ') } : words;
}

/** 999+ where there may be more.  @param {{ count: number, more: boolean }} row */
export const countOf = ({ count, more }) => `${count.toLocaleString('zh-CN')}${more ? '+' : ''}`;

/** 86.4 %, or a dash for none.  @param {{ approved: number, rejected: number }} first */
export const passRate = ({ approved, rejected }) =>
  approved + rejected ? `${((100 * approved) / (approved + rejected)).toFixed(1)} %` : '—';

/** 刚刚, 40 分, 5 小时 50 分, 1 天 4 小时.  @param {number} ms */
export function waited(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return hours ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours) return rest ? `${hours} 小时 ${String(rest).padStart(2, '0')} 分` : `${hours} 小时`;
  return rest ? `${rest} 分` : '刚刚';
}

const SOON = 0.8; // of the promised time

/** Whether a row is in time: late, soon, in time, or nobody promised anything.
 * @param {HomeRow} row @param {number} now ms @returns {'late' | 'soon' | 'well' | 'none'} */
export function inTime({ late, oldest_at: since, promised_hours: hours }, now) {
  if (hours === null || since === null) return 'none';
  if (late) return 'late';
  return now - new Date(since).getTime() > SOON * hours * 3_600_000 ? 'soon' : 'well';
}

/** Orders whose student has something to do.  @type {Record<string, string>} */
const BEGUN = {
  DRAFT: '待提交',
  AWAITING_PAYMENT: '待支付',
  REJECTED: '被驳回',
  WITHDRAWN: '已撤回',
  CORRECTION: '待勘误',
};

/** @param {HomeAlarmView} alarm */
const taskOf = ({ task_id: id }) => `#/tasks/${id}`;

/** @param {HomeAlarmView} alarm */
const billOf = ({ channel, day }) => `${CHANNELS[channel ?? '']} ${dayOf(day ?? '')}账单`;

/** Of one day, or of several, of which the newest is named.  @param {HomeAlarmView} alarm */
function billsOf(alarm) {
  const { channel, day, count } = alarm;
  return count > 1 ? `${CHANNELS[channel ?? '']} ${dayOf(day ?? '')}等 ${count} 天的账单` : billOf(alarm);
}

/** @type {Record<HomeAlarmView['kind'], (alarm: HomeAlarmView) => AlarmWords>} */
const ALARMS = {
  REVIEW_LATE: () => ({
    title: '照片审核超时',
    tells: '最久的一张已经超过承诺的时间，学生还在等结果。',
    address: '#/review',
    act: '去审核',
  }),
  REFUNDS_STUCK: ({ count }) => ({
    title: `${count} 笔退款没有成功`,
    tells: '渠道没有退成，学生还没有收到。余额不足的，充值后自动重试。',
    address: link('/refunds', { group: 'STUCK' }),
    act: '逐笔处理',
  }),
  BILL_DIFFERS: (alarm) => ({
    title: `${billOf(alarm)}与账目不符`,
    tells: `有 ${alarm.count} 处不同，请逐条核对。`,
    address: link(`/bills/${alarm.channel}/${alarm.day}`),
    act: '逐条核对',
  }),
  BILL_MISSING: (alarm) => ({
    title: `${billsOf(alarm)}还没有核对`,
    tells: '系统一周内每天自动再取，也可以现在重新核对。',
    address: '#/bills',
    act: '重新对账',
  }),
  FACES_LEFT: ({ count }) => ({
    title: `${count} 张照片应已删除，仍在存储中`,
    tells: '它们的订单已经删除。每小时自动再删；两天后仍在，请告诉技术支持。',
    address: '#/privacy',
    act: '查看',
  }),
  TASK_ENDS: (alarm) => {
    const parts = Object.entries(alarm.parts).map(([state, count]) => `${BEGUN[state] ?? state} ${count}`);
    return {
      title: `“${alarm.task_title}”将截止`,
      tells: `${when(alarm.at)} 截止，还有 ${alarm.count} 人没有办完：${parts.join('，')}。`,
      address: taskOf(alarm),
      act: '查看任务',
    };
  },
  LINK_ENDS: (alarm) => ({
    title: `“${alarm.task_title}”的进度链接将到期`,
    tells: `${when(alarm.at)} 以后老师看不到进度，任务还没有截止。`,
    address: taskOf(alarm),
    act: '再建一个',
  }),
};

/** @param {HomeAlarmView} alarm */
export const alarmWords = (alarm) => ALARMS[alarm.kind](alarm);

/** Whether an alarm began at its time; else something ends then.  @param {HomeAlarmView} alarm */
export const hasBegun = ({ kind }) => kind !== 'TASK_ENDS' && kind !== 'LINK_ENDS';

/** @type {[before: number, words: string][]} */
const GREETINGS = [
  [5, '夜深了'],
  [11, '上午好'],
  [13, '中午好'],
  [18, '下午好'],
  [24, '晚上好'],
];

/** @param {number} hour of the day in Shanghai */
export const greeting = (hour) => GREETINGS.find(([before]) => hour < before)?.[1] ?? '您好';
