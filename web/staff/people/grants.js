/** What one administrator asked for and a second must agree to: who becomes an administrator, manager or finance. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Table } from '../../shared/table.js';
import { when } from '../../shared/words.js';
import { GRANTS } from '../account_words.js';
import { confirmGrant, refuseGrant } from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { Becomes } from '../ui/becomes.js';
import { Card } from '../ui/card.js';

/** @import { GrantView, StaffAccount } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Consequence } from '../ui/becomes.js' */

/** @typedef {StaffAccount & { grant: GrantView }} Waiting */
/** @typedef {'confirm' | 'refuse' | 'withdraw'} Step */

const STEPS = { confirm: '同意', refuse: '不同意', withdraw: '撤回' };

/** @param {StaffAccount} account @returns {account is Waiting} */
const isWaiting = (account) => Boolean(account.grant);

/** @param {{ label: string }[]} roles */
const labels = (roles) => roles.map(({ label }) => label).join('、') || '无';

/** What the account becomes.  @param {Waiting} account @returns {Consequence[]} */
const becomes = ({ roles, phone, grant }) => [
  ['变更', GRANTS[grant.kind]],
  ['角色', grant.roles.length > 0 && `${labels(roles)} 变为 ${labels(grant.roles)}`],
  ['手机号', grant.phone ? `${phone || '无'} 变为 ${grant.phone}` : phone],
  ['原因', grant.reason],
];

/** onDone(says, made): something was decided; the account, where its owner is to be told how to come in.
 * @param {{ accounts: StaffAccount[], onDone: (says: string, made?: StaffAccount) => unknown,
 *   onStale: () => unknown }} props */
export function Grants({ accounts, onDone, onStale }) {
  const [asked, setAsked] = useState(/** @type {{ step: Step, account: Waiting } | null} */ (null));
  const waiting = accounts.filter(isWaiting);
  if (waiting.length === 0) return null;
  /** @type {Column<Waiting>[]} */
  const columns = [
    ['员工', ({ name, username }) => html`${name}<br /><span class="small mono">${username}</span>`, 'nowrap'],
    ['变更', (one) => html`<${Becomes} rows=${becomes(one)} />`],
    ['提出', ({ grant }) => html`${grant.by_name}<br /><span class="small">${when(grant.at)}</span>`, 'nowrap'],
    [
      '有效期',
      ({ grant }) => (grant.over ? html`<span class="locked">已过期</span>` : `至 ${when(grant.until)}`),
      'nowrap',
    ],
    [
      '操作',
      (account) => html`<div class="row-acts">
        ${
          /** @type {Step[]} */ (account.grant.open_to).map(
            (step) => html`
            <button type="button" class="text-btn" aria-label=${`${STEPS[step]}：${account.name}`}
                onClick=${() => setAsked({ step, account })}>
              ${STEPS[step]}
            </button>
          `,
          )
        }
      </div>`,
    ],
  ];
  const decide = async (/** @type {Record<string, string>} */ answers) => {
    if (!asked) return;
    const { step, account } = asked;
    const decided = step === 'confirm' ? confirmGrant : refuseGrant;
    const answer = await decided(account.staff_id, account.grant.grant_id, answers).catch((refusal) => {
      onStale();
      throw refusal;
    });
    setAsked(null);
    await onDone(
      `已${STEPS[step]}：${account.name}，${GRANTS[account.grant.kind]}`,
      'staff_id' in answer && account.grant.kind !== 'give_roles' ? answer : undefined,
    );
  };
  return html`<${Card} title="待第二位系统管理员确认">
    <p>
      涉及系统管理员、管理员或财务的变更要两位系统管理员。同意以前，请另外打电话或当面向本人核实，并核对手机号末四位。
    </p>
    <${Table} title="待第二位系统管理员确认" columns=${columns} rows=${waiting}
        keyOf=${(/** @type {Waiting} */ { staff_id: id }) => id} />
    ${
      asked &&
      html`
        <${Ask} title=${`${STEPS[asked.step]}：${asked.account.name}`} yes=${STEPS[asked.step]}
            danger=${asked.step === 'confirm'} of=${asked.account.grant.grant_id} onNo=${() => setAsked(null)}
            onYes=${decide}>
          <${Becomes} rows=${[...becomes(asked.account), ['提出人', asked.account.grant.by_name]]} />
        <//>
      `
    }
  <//>`;
}
