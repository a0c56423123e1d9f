/** The links to a task's progress that work: who made them and what for, how often they were opened, and their end. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Table } from '../../../shared/table.js';
import { Await } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { listTeacherLinks, revokeTeacherLink } from '../../generated/client.js';
import { LINK_KINDS } from '../../task_words.js';
import { Ask } from '../ask.js';

/** @import { ListedLink, TeacherLinkList } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */

/** 3 次，最近 11月27日 10:24  @param {ListedLink} link */
const openings = ({ opened, opened_at: at, forwarded }) => html`
  ${opened ? html`${opened} 次<br /><span class="small nobr">最近 ${when(at)}</span>` : '没有打开过'}
  ${forwarded > 0 && html`<br /><span class="small">转发的打开 ${forwarded} 次</span>`}
`;

/** @type {(onStop: (link: ListedLink) => void) => Column<ListedLink>[]} */
const columns = (onStop) => [
  [
    '用途',
    ({ reason, kind, phone }) => html`${reason}
      <br /><span class="small">${LINK_KINDS[kind]}${phone && `，限 ${phone}`}</span>`,
  ],
  ['打开', openings],
  [
    '生成人和有效期',
    ({ by_name: name, made_at: at, until }) => html`${name} <span class="nobr">${when(at)}</span>
      <br /><span class="small">至 <span class="nobr">${when(until)}</span></span>`,
  ],
  [
    '操作',
    (one) => html`
      <button type="button" class="text-btn" aria-label=${`停用：${one.reason}`} onClick=${() => onStop(one)}>
        停用
      </button>
    `,
    'nowrap',
  ],
];

/** looks: how often the list was asked for; onStopped(link): it works no more.
 * @param {{ taskId: string, looks: number, onStopped: (link: ListedLink) => unknown }} props */
export function TeacherLinks({ taskId, looks, onStopped }) {
  const loaded = useLoaded(() => listTeacherLinks(taskId), [taskId, looks]);
  const [asked, setAsked] = useState(/** @type {ListedLink | null} */ (null));
  const stop = async (/** @type {{ reason: string }} */ { reason }) => {
    if (!asked) return;
    await revokeTeacherLink(taskId, asked.link_id, { reason }).catch((refusal) => {
      loaded.reload();
      throw refusal;
    });
    setAsked(null);
    onStopped(asked);
    loaded.reload();
  };
  return html`<${Await} of=${loaded}>${(/** @type {TeacherLinkList} */ { links }) => html`
    <${Table} title="进度链接" columns=${columns(setAsked)} rows=${links}
        keyOf=${(/** @type {ListedLink} */ { link_id: id }) => id} empty="没有有效的进度链接" />
    ${
      asked &&
      html`<${Ask} title="停用进度链接" yes="停用" danger of=${asked.link_id} onYes=${stop}
          onNo=${() => setAsked(null)}>
        <p>“${asked.reason}”的链接和由它转发的链接立即失效，得到的人都不能再查看，不能恢复；需要时请重新生成。</p>
      <//>`
    }
  `}<//>`;
}
