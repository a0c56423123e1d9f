/** What an administrator may do to a colleague's account, and what becomes of it. */
import { now } from '../shared/clock.js';
import { ROLE_DOES, ROLES } from './account_words.js';
import {
  changeStaffPhone,
  disableStaff,
  endStaffSessions,
  giveRoles,
  inviteStaffAgain,
  unlockStaff,
} from './generated/client.js';

/** @import { StaffAccount } from '../shared/generated/types' */
/** @import { Question } from './parts/ask.js' */
/** @import { Consequence } from './ui/becomes.js' */

/**
 * @typedef {object} Deed
 * @property {string} word
 * @property {(account: StaffAccount, mine: boolean) => boolean} isOpen in which states
 * @property {(account: StaffAccount) => { yes: string, danger?: boolean, questions?: Record<string, Question> }} dialog
 *   of `Ask`
 * @property {Consequence[]} becomes
 * @property {(account: StaffAccount, answers: Record<string, unknown>) => Promise<StaffAccount>} act
 * @property {(account: StaffAccount) => string} says told when it is done
 */

const EACH = Object.entries(ROLES).map(([role, words]) => [role, words, ROLE_DOES[role]]);

/** @param {string[]} first */
export const roleQuestion = (first) => ({ label: '角色', required: true, options: EACH, first });

/** @param {StaffAccount} account */
export const held = (account) => account.roles.map(({ role }) => role);

/** @param {{ locked_until: string | null }} props */
export const isLocked = ({ locked_until: until }) => Boolean(until) && new Date(until ?? 0).getTime() > now();

/** A phone to which the code of an invitation goes.  @type {Question} */
export const PHONE = {
  label: '本人手机号',
  required: true,
  type: 'tel',
  most: 20,
  hint: '开通账号的验证码发到这里，请核对是本人的号码',
};

/** @param {StaffAccount} account */
const isUninvited = ({ grant }) => grant?.kind === 'invite';

/** What two administrators decide.  @type {Consequence} */
const TWO = [
  '系统管理员、管理员、财务',
  '现在是或曾经是的，要另一位系统管理员确认以后才生效；没有别的系统管理员的，请技术人员确认',
];

/** What two decide of what takes rights away.  @type {Consequence} */
const FEW = [
  '系统管理员、管理员、财务',
  '分社这个角色另外不足两人可用的，要另一位系统管理员确认以后才生效；没有别的系统管理员的，请技术人员确认',
];

const TRAIL = '做过的事仍在审计记录里';

/** @type {Record<string, Deed>} */
export const DEEDS = {
  roles: {
    word: '修改角色',
    isOpen: (account, mine) => account.state !== 'DISABLED' && !mine && !isUninvited(account),
    dialog: (account) => ({ yes: '保存', questions: { roles: roleQuestion(held(account)) } }),
    becomes: [
      ['能做什么', '立即按新的角色，不用重新登录'],
      ['新加的角色', '48 小时内不能确认别人提出的事项'],
      TWO,
      ['不变', `密码、验证器和已有的登录；${TRAIL}`],
    ],
    act: ({ staff_id: id }, answers) => giveRoles(id, answers),
    says: ({ name }) => `已修改${name}的角色`,
  },
  again: {
    word: '重新邀请',
    isOpen: (account) => !isUninvited(account),
    dialog: ({ phone }) => ({
      yes: '重新邀请',
      danger: true,
      questions: {
        phone: phone ? { ...PHONE, required: false, hint: `没有换号就不用填，验证码发到 ${phone}` } : PHONE,
      },
    }),
    becomes: [
      ['何时使用', '忘记密码，或者更换、遗失了手机'],
      ['登录', '全部立即失效，接受新的邀请后才能再登录'],
      ['密码、验证器', '作废，由本人在“受邀开通”用手机重新设置'],
      ['锁定', '解除'],
      TWO,
      ['不变', `姓名、用户名和角色；${TRAIL}`],
    ],
    act: ({ staff_id: id }, { phone, reason }) => inviteStaffAgain(id, { reason, phone: phone || null }),
    says: ({ name }) => `已重新邀请${name}`,
  },
  phone: {
    word: '更换手机号',
    isOpen: (account) => account.state !== 'DISABLED' && !isUninvited(account),
    dialog: () => ({ yes: '保存', questions: { phone: PHONE } }),
    becomes: [['以后的邀请', '验证码发到新的手机号'], TWO, ['不变', '密码、验证器、角色和已有的登录']],
    act: ({ staff_id: id }, answers) => changeStaffPhone(id, answers),
    says: ({ name }) => `已更换${name}的手机号`,
  },
  unlock: {
    word: '解除锁定',
    isOpen: isLocked,
    dialog: () => ({ yes: '解除锁定' }),
    becomes: [
      ['登录', '各网络输错的次数清零，可以立即登录'],
      ['不变', '密码、验证器和已有的登录'],
    ],
    act: ({ staff_id: id }, answers) => unlockStaff(id, answers),
    says: ({ name }) => `已解除${name}的登录锁定`,
  },
  end: {
    word: '结束全部登录',
    isOpen: ({ state }) => state === 'ACTIVE',
    dialog: () => ({ yes: '结束全部登录' }),
    becomes: [
      ['登录', '所有设备立即退出，可以重新登录'],
      ['常用网络', '不再记得；输错的次数清零'],
      ['不变', '密码、验证器和角色'],
    ],
    act: ({ staff_id: id }, answers) => endStaffSessions(id, answers),
    says: ({ name }) => `已结束${name}的全部登录`,
  },
  disable: {
    word: '停用',
    isOpen: (account) => account.state !== 'DISABLED' && !isUninvited(account),
    dialog: () => ({ yes: '停用', danger: true }),
    becomes: [
      ['登录', '所有设备立即退出，不能再登录'],
      ['领取的照片', '领取到期后回到审核队列'],
      ['以后', '可以重新邀请'],
      FEW,
      ['不变', TRAIL],
    ],
    act: ({ staff_id: id }, answers) => disableStaff(id, answers),
    says: ({ name }) => `已停用${name}的账号`,
  },
};
