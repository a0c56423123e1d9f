/** The branch's people: invited, given roles, logged out, disabled; each with its reason. */
import { html, useContext, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { ACCOUNT_STATES, ROLES, TURNS } from '../account_words.js';
import {
  disableStaff,
  endStaffSessions,
  giveRoles,
  inviteStaff,
  inviteStaffAgain,
  listAccounts,
  unlockStaff,
} from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { Copyable } from '../parts/copyable.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { Me } from '../session.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';

/** @import { StaffAccount } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Question } from '../parts/ask.js' */

/** @param {string[]} first */
const roles = (first) => ({ label: '角色', required: true, options: Object.entries(ROLES), first });
const INVITE = {
  username: { label: '用户名', required: true, most: 40, hint: '登录时填写，2 到 40 个字符' },
  name: { label: '姓名', required: true, most: 40 },
  roles: roles([]),
};
/** @param {StaffAccount} account */
const held = (account) => account.roles.map(({ role }) => role);
/** @param {{ locked_until: string | null }} props */
const isLocked = ({ locked_until: until }) => Boolean(until) && new Date(until ?? 0).getTime() > now();

/**
 * @typedef {object} Deed what may be done to an account
 * @property {string} word
 * @property {(account: StaffAccount) => boolean} isOpen in which states
 * @property {(account: StaffAccount) => Dialog} dialog of `Ask`
 * @property {(account: StaffAccount, answers: Record<string, unknown>) => Promise<unknown>} act
 * @property {(account: StaffAccount) => string} says told when it is done
 */
/** @typedef {{ yes: string, about?: string, danger?: boolean, questions?: Record<string, Question> }} Dialog */
/** @typedef {{ deed: string, account?: StaffAccount }} Asking */
/** @typedef {import('../../shared/generated/types').Invitation} Issued */

/** @param {unknown} answer @returns {answer is Issued} */
const isInvitation = (answer) => typeof answer === 'object' && answer !== null && 'token' in answer;

/** @type {Record<string, Deed>} */
const DEEDS = {
  roles: {
    word: '修改角色',
    isOpen: ({ state }) => state !== 'DISABLED',
    dialog: (account) => ({ yes: '保存', questions: { roles: roles(held(account)) } }),
    act: ({ staff_id: id }, answers) => giveRoles(id, answers),
    says: ({ name }) => `已修改${name}的角色`,
  },
  again: {
    word: '重新邀请',
    isOpen: () => true,
    dialog: () => ({
      yes: '重新邀请',
      about: '忘记密码、更换手机时使用。原来的密码、验证器和全部登录立即失效，需要用新的邀请链接重新设置。',
      danger: true,
    }),
    act: ({ staff_id: id }, answers) => inviteStaffAgain(id, answers),
    says: ({ name }) => `已重新邀请${name}`,
  },
  unlock: {
    word: '解除锁定',
    isOpen: isLocked,
    dialog: () => ({
      yes: '解除锁定',
      about:
        '有人多次输错这个账号的密码或动态验证码，所用的网络暂时不能登录。' +
        '确认是本人后解除，可以立即重新登录；密码、验证器和已有的登录不变。',
    }),
    act: ({ staff_id: id }, answers) => unlockStaff(id, answers),
    says: ({ name }) => `已解除${name}的登录锁定`,
  },
  end: {
    word: '结束全部登录',
    isOpen: ({ state }) => state === 'ACTIVE',
    dialog: () => ({ yes: '结束全部登录', about: '所有设备上的登录立即失效；密码和验证器不变。' }),
    act: ({ staff_id: id }, answers) => endStaffSessions(id, answers),
    says: ({ name }) => `已结束${name}的全部登录`,
  },
  disable: {
    word: '停用',
    isOpen: ({ state }) => state !== 'DISABLED',
    dialog: () => ({ yes: '停用', about: '立即不能登录。以后需要时可以重新邀请。', danger: true }),
    act: ({ staff_id: id }, answers) => disableStaff(id, answers),
    says: ({ name }) => `已停用${name}的账号`,
  },
};

/** @param {{ account: StaffAccount }} props */
const State = ({ account }) => html`
  <${Badge} turn=${TURNS[account.state]}>${ACCOUNT_STATES[account.state]}<//>
  ${isLocked(account) && html`<br /><span class="locked">有网络暂停登录至 ${when(account.locked_until)}</span>`}
`;

/** @param {{ account: StaffAccount, onAsk: (asked: Asking) => unknown }} props */
const Deeds = ({ account, onAsk }) => html`<div class="row-acts">
  ${Object.entries(DEEDS)
    .filter(([, { isOpen }]) => isOpen(account))
    .map(
      ([deed, { word }]) => html`
        <button type="button" class="text-btn" aria-label=${`${word}：${account.name}`}
            onClick=${() => onAsk({ deed, account })}>
          ${word}
        </button>
      `,
    )}
  <a class="text-btn" aria-label=${`审计记录：${account.name}`} href=${link('/audit', { staff_id: account.staff_id })}>
    审计记录
  </a>
</div>`;

/** @param {StaffAccount} account @param {StaffAccount[]} accounts */
const isLastAdmin = (account, accounts) =>
  account.state === 'ACTIVE' &&
  held(account).includes('ADMIN') &&
  accounts.filter((one) => one.state === 'ACTIVE' && held(one).includes('ADMIN')).length === 1;

/** The dialog of a deed that was chosen.
 * @param {{ deed: string, account: StaffAccount, accounts: StaffAccount[], mine: boolean, onDone: (answer: unknown,
 *   says: string) => unknown, onStale: () => unknown, onNo: () => unknown }} props */
function Doing({ deed, account, accounts, mine, onDone, onStale, onNo }) {
  const { word, dialog, act, says } = DEEDS[deed];
  const { about, ...shape } = dialog(account);
  const lessens = !['end', 'unlock'].includes(deed) && isLastAdmin(account, accounts);
  const yes = async (/** @type {Record<string, unknown>} */ answers) => {
    const answer = await act(account, answers).catch((/** @type {Refusal} */ refusal) => {
      onStale();
      throw refusal;
    });
    await onDone(answer, says(account));
  };
  return html`<${Ask} title=${`${word}：${account.name}`} ...${shape} onNo=${onNo} onYes=${yes}>
    ${about && html`<p>${about}</p>`}
    ${
      lessens &&
      html`<p class="notice notice-warn">
        这是分社唯一可用的系统管理员：不能停用、重新邀请或去掉“系统管理员”角色，请先让另一名系统管理员就位。
      </p>`
    }
    ${
      mine &&
      html`<p class="notice notice-warn">
        这是您自己的账号${AFTER[deed] ?? '，完成后您需要重新登录'}。
      </p>`
    }
  <//>`;
}

/** What is said of one's own account.  @type {Record<string, string>} */
const AFTER = { roles: '，保存后页面会重新载入', unlock: '' };

/** Shown once: nobody can read the link again.
 * @param {{ invitation: Issued, onClose: () => unknown }} props */
const Invitation = ({ invitation: { account, token, until }, onClose }) => html`
  <section class="card card-call" aria-label="邀请链接">
    <h2>${account.name}的邀请链接</h2>
    <p>请通过可靠的方式发给本人。只显示这一次；${when(until)} 前有效，遗失时请重新邀请。</p>
    <${Copyable} id="invitation" label="邀请链接" text=${`${location.origin}/staff/${link(`/invites/${token}`)}`} />
    <${Button} kind="default" onClick=${onClose}>已发送，不再显示<//>
  </section>
`;

export default function Accounts() {
  const me = useContext(Me);
  const loaded = useLoaded(listAccounts);
  const [asked, setAsked] = useState(/** @type {Asking | null} */ (null));
  const [invitation, setInvitation] = useState(/** @type {Issued | null} */ (null));
  const [said, setSaid] = useState('');
  const isMine = (/** @type {StaffAccount | undefined} */ account) => account?.staff_id === me.staff_id;

  /** @param {unknown} answer of the API @param {string} says */
  const done = async (answer, says) => {
    const mine = isMine(asked?.account);
    const issued = isInvitation(answer) ? answer : null;
    if (mine && !issued) {
      // whoever is logged in may be less now, or nobody
      location.reload();
      return;
    }
    setAsked(null);
    setSaid(says);
    setInvitation(issued);
    if (!mine) await loaded.reload(); // her session is over, and the link is shown once
  };
  const invite = async (/** @type {Record<string, string>} */ answers) =>
    done(await inviteStaff(answers), `已邀请${answers.name}`);
  /** @type {Column<StaffAccount>[]} */
  const columns = [
    ['姓名', (one) => html`${one.name} ${isMine(one) && html`<span class="tag">本人</span>`}`, 'nowrap'],
    ['用户名', ({ username }) => html`<span class="mono">${username}</span>`, 'nowrap'],
    ['角色', (one) => one.roles.map(({ label }) => label).join('、')],
    ['状态', (one) => html`<${State} account=${one} />`, 'nowrap'],
    ['建立时间', ({ created_at: at }) => when(at), 'nowrap'],
    ['操作', (one) => html`<${Deeds} account=${one} onAsk=${setAsked} />`],
  ];
  const acts = html`<${Button} cap="N" onClick=${() => setAsked({ deed: 'invite' })}>邀请员工<//>`;
  return html`<${Page} title="员工账号" wide acts=${acts}>
    <${Said}>${said}<//>
    ${
      invitation &&
      html`
        <${Invitation} key=${invitation.token} invitation=${invitation} onClose=${() => setInvitation(null)} />
      `
    }
    <${Await} of=${loaded}>${(/** @type {{ accounts: StaffAccount[] }} */ { accounts }) => html`
      <${Table} title="员工账号" columns=${columns} rows=${accounts}
          keyOf=${(/** @type {StaffAccount} */ { staff_id: id }) => id} />
      ${
        asked &&
        asked.deed !== 'invite' &&
        html`
          <${Doing} ...${asked} accounts=${accounts} mine=${isMine(asked.account)} onDone=${done}
              onStale=${loaded.reload} onNo=${() => setAsked(null)} />
        `
      }
    `}<//>
    ${
      asked?.deed === 'invite' &&
      html`
        <${Ask} title="邀请员工" yes="邀请" questions=${INVITE} reason=${false} onNo=${() => setAsked(null)}
            onYes=${invite}>
          <p>对方用邀请链接设置密码和手机验证器后即可登录。</p>
        <//>
      `
    }
  <//>`;
}
