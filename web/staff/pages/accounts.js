/** The branch's people: invited, given roles, logged out, disabled; each with its reason. */
import { html, useContext, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Facts, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { DEEDS, held, isLocked, PHONE, roleQuestion } from '../account_deeds.js';
import { ACCOUNT_STATES, TURNS } from '../account_words.js';
import { inviteStaff, listAccounts } from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { Copyable } from '../parts/copyable.js';
import { Grants } from '../people/grants.js';
import { Said } from '../parts/said.js';
import { SessionsOf } from '../parts/sessions_of.js';
import { Table } from '../../shared/table.js';
import { Me } from '../session.js';
import { Badge } from '../ui/badge.js';
import { Becomes } from '../ui/becomes.js';
import { Button } from '../ui/button.js';

/** @import { StaffAccount } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Column } from '../../shared/table.js' */

const INVITE = {
  username: { label: '用户名', required: true, most: 40, hint: '登录时填写，2 到 40 个字符' },
  name: { label: '姓名', required: true, most: 40 },
  phone: PHONE,
  roles: roleQuestion([]),
};
/** @typedef {{ deed: string, account?: StaffAccount }} Asking */

/** Whether it waits for a second administrator.  @param {StaffAccount | undefined} answer */
const isAsked = (answer) => Boolean(answer?.grant);

/** @param {StaffAccount} account */
const isOver = ({ invited_until: until }) => new Date(until ?? 0).getTime() <= now();

/** @param {StaffAccount} account */
const invitedWords = (account) =>
  isOver(account) ? '邀请已过期，请重新邀请' : `邀请 ${when(account.invited_until)} 前有效`;

/** Nobody agreed to it yet.  @param {StaffAccount} account */
const isNew = ({ grant }) => grant?.kind === 'invite';

/** @param {{ account: StaffAccount }} props */
const State = ({ account }) => html`
  <${Badge} turn=${TURNS[account.state]}>${isNew(account) ? '待确认' : ACCOUNT_STATES[account.state]}<//>
  ${account.grant && html`<br /><span class="small">变更待第二位系统管理员确认</span>`}
  ${account.clashes && html`<br /><span class="locked">既是系统管理员又是财务，请去掉一个角色</span>`}
  ${
    account.confirms_from &&
    html`<br /><span class="small">${when(account.confirms_from)} 起可以确认别人提出的事项</span>`
  }
  ${
    account.invited_until &&
    html`<br /><span class=${isOver(account) ? 'locked' : 'small'}>${invitedWords(account)}</span>`
  }
  ${isLocked(account) && html`<br /><span class="locked">有网络暂停登录至 ${when(account.locked_until)}</span>`}
`;

/** @param {{ account: StaffAccount, mine: boolean, onAsk: (asked: Asking) => unknown,
 *   onLook: (id: string) => unknown }} props */
const Deeds = ({ account, mine, onAsk, onLook }) => html`<div class="row-acts">
  ${Object.entries(DEEDS)
    .filter(([, { isOpen }]) => isOpen(account, mine))
    .map(
      ([deed, { word }]) => html`
        <button type="button" class="text-btn" aria-label=${`${word}：${account.name}`}
            onClick=${() => onAsk({ deed, account })}>
          ${word}
        </button>
      `,
    )}
  ${
    account.state === 'ACTIVE' &&
    html`<button type="button" class="text-btn" aria-label=${`查看登录：${account.name}`}
        onClick=${() => onLook(account.staff_id)}>
      查看登录
    </button>`
  }
  <a class="text-btn" aria-label=${`审计记录：${account.name}`} href=${link('/audit', { staff_id: account.staff_id })}>
    审计记录
  </a>
</div>`;

/** @param {StaffAccount} account */
const needs = (account) => account.clashes || isLocked(account) || Boolean(account.invited_until && isOver(account));

/** Those that need an administrator come first.  @param {StaffAccount[]} accounts */
const inNeedFirst = (accounts) => [...accounts.filter(needs), ...accounts.filter((one) => !needs(one))];

/** @param {StaffAccount} account @param {StaffAccount[]} accounts */
const isLastAdmin = (account, accounts) =>
  account.state === 'ACTIVE' &&
  held(account).includes('ADMIN') &&
  accounts.filter((one) => one.state === 'ACTIVE' && held(one).includes('ADMIN')).length === 1;

/** The dialog of a deed that was chosen.
 * @param {{ deed: string, account: StaffAccount, accounts: StaffAccount[], mine: boolean,
 *   onDone: (answer: StaffAccount, says: string, tells: boolean) => unknown, onStale: () => unknown,
 *   onNo: () => unknown }} props */
function Doing({ deed, account, accounts, mine, onDone, onStale, onNo }) {
  const { word, dialog, becomes, act, says } = DEEDS[deed];
  const lessens = !['end', 'unlock', 'phone'].includes(deed) && isLastAdmin(account, accounts);
  const yes = async (/** @type {Record<string, unknown>} */ answers) => {
    const answer = await act(account, answers).catch((/** @type {Refusal} */ refusal) => {
      onStale();
      throw refusal;
    });
    const told = isAsked(answer) ? `已提出：${word}，${account.name}。${WAITS}` : says(account);
    await onDone(answer, told, deed === 'again' || deed === 'phone');
  };
  return html`<${Ask} title=${`${word}：${account.name}`} ...${dialog(account)} of=${account.staff_id}
      onNo=${onNo} onYes=${yes}>
    ${deed === 'unlock' && html`<p>有人多次输错密码或动态验证码，所用的网络暂时不能登录。请先确认是本人。</p>`}
    <${Becomes} rows=${becomes} />
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

const WAITS = '等待第二位系统管理员确认；除您和本人外没有别的系统管理员的，请联系技术人员确认';

/** What is said of one's own account.  @type {Record<string, string>} */
const AFTER = { again: '，另一位系统管理员同意后您需要重新接受邀请', phone: '', unlock: '' };

/** Nothing of it is secret: the account is opened with the invitee's phone.
 * @param {{ of: StaffAccount, onClose: () => unknown }} props */
function Invitation({ of: { name, username, phone, invited_until: until }, onClose }) {
  const address = `${location.origin}/staff/${link('/invite')}`;
  const how = `请打开 ${address} ，填写用户名 ${username} 和您的手机号（${phone}），收到验证码后设置密码。`;
  return html`<section class="card card-call" aria-label="怎样开通">
    <h2>请告诉${name}怎样开通</h2>
    <p>打开网址，填写用户名和本人的手机号，用短信验证码开通。没有这个手机，谁也打不开。</p>
    <${Facts} rows=${[
      ['网址', html`<span class="mono">${address}</span>`],
      ['用户名', html`<span class="mono">${username}</span>`],
      ['手机号', html`<span class="mono">${phone}</span>`],
      ['有效期', `${when(until)} 前`],
    ]} />
    <${Copyable} id="invitation" label="发给本人的话" text=${how} />
    <${Button} kind="default" onClick=${onClose}>知道了<//>
  </section>`;
}

export default function Accounts() {
  const me = useContext(Me);
  const loaded = useLoaded(listAccounts);
  const [asked, setAsked] = useState(/** @type {Asking | null} */ (null));
  const [invitation, setInvitation] = useState(/** @type {StaffAccount | null} */ (null));
  const [looked, setLooked] = useState(''); // whose sessions are shown
  const [said, setSaid] = useState('');
  const isMine = (/** @type {StaffAccount | undefined} */ account) => account?.staff_id === me.staff_id;

  /** @param {StaffAccount | undefined} answer the account as it is now @param {string} says
   * @param {boolean} tells whether its owner is to be told how to come in */
  const done = async (answer, says, tells) => {
    const mine = isMine(asked?.account);
    if (mine && !isAsked(answer)) {
      // whoever is logged in may be less now, or nobody
      location.reload();
      return;
    }
    setAsked(null);
    setLooked('');
    setSaid(says);
    setInvitation(tells && answer?.invited_until && !isAsked(answer) ? answer : null);
    await loaded.reload();
  };
  const invite = async (/** @type {Record<string, string>} */ answers) => {
    const answer = await inviteStaff(answers);
    await done(answer, isAsked(answer) ? `已提出邀请${answers.name}。${WAITS}` : `已邀请${answers.name}`, true);
  };
  const decided = async (/** @type {string} */ says, /** @type {StaffAccount | undefined} */ made) =>
    done(made, says, Boolean(made));
  /** @type {Column<StaffAccount>[]} */
  const columns = [
    ['姓名', (one) => html`${one.name} ${isMine(one) && html`<span class="tag">本人</span>`}`, 'nowrap'],
    ['用户名', ({ username }) => html`<span class="mono">${username}</span>`, 'nowrap'],
    ['角色', (one) => one.roles.map(({ label }) => label).join('、')],
    ['状态', (one) => html`<${State} account=${one} />`, 'nowrap'],
    ['上次登录', ({ seen_at: at }) => (at ? when(at) : html`<span class="small">从未登录</span>`), 'nowrap'],
    ['建立时间', ({ created_at: at }) => when(at), 'nowrap'],
    ['操作', (one) => html`<${Deeds} account=${one} mine=${isMine(one)} onAsk=${setAsked} onLook=${setLooked} />`],
  ];
  const acts = html`<${Button} cap="N" onClick=${() => setAsked({ deed: 'invite' })}>邀请员工<//>`;
  return html`<${Page} title="员工账号" wide acts=${acts}>
    <${Said}>${said}<//>
    ${
      invitation &&
      html`
        <${Invitation} key=${invitation.staff_id} of=${invitation} onClose=${() => setInvitation(null)} />
      `
    }
    <${Await} of=${loaded}>${(/** @type {{ accounts: StaffAccount[] }} */ { accounts }) => html`
      <${Grants} accounts=${accounts} onDone=${decided} onStale=${loaded.reload} />
      ${accounts
        .filter(({ staff_id: id }) => id === looked)
        .map(
          (one) => html`
            <${SessionsOf} key=${looked} of=${one} onSaid=${setSaid} onClose=${() => setLooked('')} />
          `,
        )}
      <${Table} title="员工账号" columns=${columns} rows=${inNeedFirst(accounts)}
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
          <p>对方在登录页点“受邀开通”，用本人手机收到的验证码，设置密码和手机验证器后即可登录。</p>
          <p>邀请系统管理员、管理员或财务，要另一位系统管理员确认。接受后 48 小时内不能确认别人提出的事项。</p>
        <//>
      `
    }
  <//>`;
}
