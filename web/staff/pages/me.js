/** One's own account: who one is, where one is logged in, and the way out. */
import { html, useContext, useEffect, useState } from '../../shared/vendor/preact.js';
import { useKept, useLoaded, useWork } from '../../shared/hooks.js';
import { link, replace } from '../../shared/router.js';
import { Await, Button, ErrorBox, Facts, Page, Tick } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { endMySession, mySessions, staffLogout } from '../generated/client.js';
import { KEYS_ON } from '../keys.js';
import { Ask } from '../parts/ask.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { unsent } from '../review/round/desk.js';
import { leave, Me } from '../session.js';
import { Card } from '../ui/card.js';

/** @import { SessionRow, SessionRows } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

import './login.js'; // whoever leaves gets there without the line, too

/** The session ends here even where the line is lost. */
async function logOut() {
  await staffLogout().catch(() => {});
  replace('/');
  leave();
}

/** @param {{ sessions: SessionRow[], onSaid: (words: string) => unknown, reload: () => Promise<void> }} props */
function Sessions({ sessions, onSaid, reload }) {
  const [run, busy, error] = useWork();
  const end = (/** @type {string} */ id) =>
    run(async () => {
      onSaid('');
      try {
        await endMySession(id);
        onSaid('已结束那次登录');
      } finally {
        await reload();
      }
    });
  /** @type {Column<SessionRow>[]} */
  const columns = [
    [
      '登录时间',
      ({ started_at: at, current }) => html`
        ${when(at)} ${current && html`<span class="tag">本次登录</span>`}
      `,
    ],
    ['有效期至', ({ until }) => when(until), 'nowrap'],
    ['网络地址', ({ ip }) => html`<span class="mono">${ip}</span>`, 'nowrap'],
    [
      '操作',
      ({ session_id: id, current, started_at: at }) =>
        !current &&
        html`
          <button type="button" class="text-btn" aria-disabled=${busy || null} aria-label=${`结束 ${when(at)} 的登录`}
              onClick=${() => end(id)}>
            结束
          </button>
        `,
      'act',
    ],
  ];
  return html`
    <${ErrorBox} error=${error} />
    <${Table} title="我的登录" columns=${columns} rows=${sessions}
        keyOf=${(/** @type {SessionRow} */ { session_id: id }) => id} />
  `;
}

/** On every page; what else has a key shows it.  @type {[key: string, does: string][]} */
const KEYS_EVERYWHERE = [
  ['/', '查找订单'],
  ['[', '上一页、前一天'],
  [']', '下一页、后一天'],
  ['0', '清除筛选'],
];

/** A voice or a helper's device may press them by mistake: they can be switched off. */
function Keys() {
  const [on, setOn] = useKept(KEYS_ON, true);
  return html`<${Card} title="快捷键" foot="按钮上印着的键按一次就起作用；在输入框中打字时不起作用。">
    <${Tick} name="keys-on" checked=${on} onChange=${setOn}>使用快捷键<//>
    <dl class="keys-list">${KEYS_EVERYWHERE.map(
      ([key, does]) => html`<div><dt><kbd class="key">${key}</kbd></dt><dd>${does}</dd></div>`,
    )}</dl>
  <//>`;
}

/** What a page that led here did. */
const DONE = new Map([['password', '密码已更改，其他各处的登录已结束']]);

/** @param {{ said?: string }} props */
export default function MyAccount({ said: done = '' }) {
  const me = useContext(Me);
  const sessions = useLoaded(mySessions);
  const [said, setSaid] = useState(DONE.get(done) ?? '');
  const [lost, setLost] = useState(0); // decisions, if she left now
  const [run, busy] = useWork();
  useEffect(() => {
    if (done) history.replaceState(null, '', link('/me')); // told once, not again after a reload
  }, []);
  const askedOut = async () => {
    const count = await unsent();
    if (count > 0) setLost(count);
    else await logOut();
  };
  return html`<${Page} title="我的登录">
    <${Said}>${said}<//>
    <div class="two">
      <${Card} title=${me.name} foot="忘记密码、更换手机：请系统管理员重新邀请。">
        <${Facts} rows=${[['分社', me.branch], ['角色', me.roles.map(({ label }) => label).join('、')]]} />
        <p><a href="#/me/password">更改密码</a></p>
        <${Button} kind="default" busy=${busy} onClick=${() => run(askedOut)}>退出登录<//>
      <//>
      <${Keys} />
    </div>
    ${
      lost > 0 &&
      html`<${Ask} title=${`${lost} 个审核决定还没有送到`} yes="仍要退出" reason=${false} danger onYes=${logOut}
          onNo=${() => setLost(0)}>
        <p>现在退出，这些决定会丢失，照片回到队列。请先检查网络，稍后再退出。</p>
      <//>`
    }
    <${Card} title="各处的登录" foot="最长 12 小时，60 分钟没有操作自动退出。有不认识的，请结束它并告诉系统管理员。">
      <${Await} of=${sessions}>${(/** @type {SessionRows} */ { sessions: rows }) => html`
        <${Sessions} sessions=${rows} onSaid=${setSaid} reload=${sessions.reload} />
      `}<//>
    <//>
  <//>`;
}
