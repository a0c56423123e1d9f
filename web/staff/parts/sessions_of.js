/** Where a colleague is logged in, and the end of one of her sessions. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Table } from '../../shared/table.js';
import { Await } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { endSessionOfStaff, sessionsOfStaff } from '../generated/client.js';
import { Becomes } from '../ui/becomes.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { Ask } from './ask.js';

/** @import { SessionRow, SessionRows, StaffAccount } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

/** @type {(onEnd: (session: SessionRow) => unknown) => Column<SessionRow>[]} */
const columns = (onEnd) => [
  [
    '登录时间',
    ({ started_at: at, current }) => html`
      ${when(at)} ${current && html`<span class="tag">您现在的登录</span>`}
    `,
  ],
  ['有效期至', ({ until }) => when(until), 'nowrap'],
  ['网络地址', ({ ip }) => html`<span class="mono">${ip}</span>`, 'nowrap'],
  [
    '操作',
    (session) => html`
      <button type="button" class="text-btn" aria-label=${`结束 ${when(session.started_at)} 的登录`}
          onClick=${() => onEnd(session)}>
        结束
      </button>
    `,
    'act',
  ],
];

/** @param {{ of: StaffAccount, onSaid: (words: string) => unknown, onClose: () => unknown }} props */
export function SessionsOf({ of: { staff_id: id, name }, onSaid, onClose }) {
  const loaded = useLoaded(() => sessionsOfStaff(id), [id]);
  const [ending, setEnding] = useState(/** @type {SessionRow | null} */ (null));
  const end = async (/** @type {Record<string, string>} */ answers) => {
    if (!ending) return;
    loaded.set(await endSessionOfStaff(id, ending.session_id, answers));
    setEnding(null);
    onSaid(`已结束${name}的一次登录`);
  };
  return html`<${Card} title=${`${name}的登录`} acts=${html`
    <${Button} kind="default" onClick=${onClose}>收起<//>
  `}>
    <${Await} of=${loaded}>${(/** @type {SessionRows} */ { sessions }) => html`
      <${Table} title=${`${name}的登录`} columns=${columns(setEnding)} rows=${sessions} empty="现在没有登录。"
          keyOf=${(/** @type {SessionRow} */ { session_id: one }) => one} />
    `}<//>
    ${
      ending &&
      html`<${Ask} title=${`结束一次登录：${name}`} yes="结束这次登录" of=${ending.session_id} onYes=${end}
          onNo=${() => setEnding(null)}>
        <${Becomes} rows=${[
          ['登录', `${when(ending.started_at)} 从 ${ending.ip} 的这一次立即退出`],
          ['不变', '其他登录、密码和验证器'],
        ]} />
      <//>`
    }
  <//>`;
}
