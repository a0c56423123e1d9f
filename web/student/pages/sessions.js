/** Where she is logged in, and how to end it: one by one, or everywhere but here. */
import { html, useState } from '../../shared/vendor/preact.js';
import { endLogin, endOtherLogins, listLogins } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { useProof } from '../parts/proof.js';
import { placeOf, WHAT_ENDS } from '../../shared/both/logins.js';
import { when } from '../../shared/words.js';
import { Await, Button, Card, Confirm, ErrorBox, Facts, Page } from '../../shared/ui.js';

/** @import { LoginRow, LoginRows } from '../../shared/generated/types' */

/** What is to be ended: one session, or all others.  @typedef {LoginRow | 'others'} Ending */

/** @param {LoginRow} row @returns {[string, string][]} */
const facts = (row) => [
  ['登录时间', row.begun_at ? when(row.begun_at) : '较早以前'],
  ['最近使用', when(row.used_at)],
  ['自动退出', `不再使用时，${when(row.ends_at)}`],
];

/** @param {{ row: LoginRow, onEnd: (row: LoginRow) => unknown }} props */
const Login = ({ row, onEnd }) => html`<${Card} title=${placeOf(row)}>
  ${row.current && html`<p class="good-mark">本次登录</p>`}
  <${Facts} rows=${facts(row)} />
  ${
    !row.current &&
    html`
      <${Button} kind="default" onClick=${() => onEnd(row)}
          aria-label=${`退出 ${placeOf(row)}，${when(row.used_at)} 使用过`}>
        让它退出
      <//>
    `
  }
<//>`;

export default function Sessions() {
  const loaded = useLoaded(listLogins);
  const [ending, setEnding] = useState(/** @type {Ending | null} */ (null));
  const [said, setSaid] = useState('');
  const [work, busy, error] = useWork();
  const [run, proof] = useProof(work);
  const end = () =>
    run(async () => {
      if (!ending) return;
      loaded.set(ending === 'others' ? await endOtherLogins() : await endLogin(ending.session_id));
      setSaid(ending === 'others' ? '其他设备都已退出。' : `${placeOf(ending)} 已退出。`);
    }).finally(() => setEnding(null));
  if (proof) return html`<${Page} title="登录的设备" back="#/me">${proof}<//>`;
  return html`<${Page} title="登录的设备" back="#/me" lead="有不认识的设备，或在别处忘了退出，可以在这里让它退出。">
    <p class=${said && 'notice notice-good'} role="status">${said}</p>
    <${ErrorBox} error=${error} />
    <${Await} of=${loaded}>${(/** @type {LoginRows} */ { sessions }) => html`
      ${sessions.map((row) => html`<${Login} key=${row.session_id} row=${row} onEnd=${setEnding} />`)}
      ${
        sessions.length > 1
          ? html`<${Button} kind="default" onClick=${() => setEnding('others')}>退出其他所有设备<//>`
          : html`<p class="small">没有登录其他设备。</p>`
      }
    `}<//>
    ${
      ending &&
      html`
        <${Confirm} title=${ending === 'others' ? '退出其他所有设备' : `退出 ${placeOf(ending)}`} yes="退出"
            busy=${busy} onYes=${end} onNo=${() => setEnding(null)}>
          <p>${WHAT_ENDS}</p>
        <//>
      `
    }
  <//>`;
}
