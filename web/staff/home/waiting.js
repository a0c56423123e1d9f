/** What waits for whoever is logged in: a line each, and a key for each of the first nine. */
import { html } from '../../shared/vendor/preact.js';
import { go } from '../../shared/router.js';
import { Link } from '../../shared/ui.js';
import { Table } from '../../shared/table.js';
import { dayOf } from '../../shared/words.js';
import { useKeys } from '../keys.js';
import { useMay } from '../session.js';
import { Card } from '../ui/card.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';
import { countOf, inTime, rowWords, waited } from './words.js';

/** @import { HomeRow, HomeView } from '../../shared/generated/types' */
/** @import { Also } from './words.js' */
/** @import { Column } from '../../shared/table.js' */

const KEYS = 9;
const TIMES = { late: ['tag tag-bad', '已超时'], soon: ['tag tag-warn', '将超时'], well: ['small', '按时'] };

/** @param {{ row: HomeRow, now: number }} props */
function InTime({ row, now }) {
  const found = inTime(row, now);
  if (found === 'none') return html`<span class="small">—</span>`;
  const [kind, words] = TIMES[found];
  return html`<span class=${kind}>${words}</span>`;
}

/** @type {(row: { row: HomeRow, no: number }) => import('../../shared/vendor/preact.js').Children} */
const Act = ({ row, no }) => {
  const { label, act, address } = rowWords(row);
  const cap = no < KEYS ? String(no + 1) : null;
  return html`<${Link} kind=${no ? 'default' : 'primary'} href=${address} aria-label=${`${act}：${label}`}
      aria-keyshortcuts=${cap}>${act}${cap && html`<${Key} of=${cap} />`}<//>`;
};

/** @param {{ of: Also }} props */
function Elsewhere({ of: { roles, words, address, whose } }) {
  const may = useMay();
  return may(...roles)
    ? html`<a class="small" href=${address}>${words}</a>`
    : html`<span class="small">${words}，${whose}</span>`;
}

/** @param {number} now @returns {Column<{ row: HomeRow, no: number }>[]} */
const columns = (now) => [
  [
    '事项',
    ({ row }) => {
      const { label, tells, also, sign } = rowWords(row);
      return html`<div class="what"><${Icon} name=${sign} /><div>
        <strong>${label}</strong><br /><span class="small">${tells}</span>
        ${also && html`<br /><${Elsewhere} of=${also} />`}
      </div></div>`;
    },
  ],
  ['件数', ({ row }) => html`<b class="much">${countOf(row)}</b>`, 'number'],
  ['最久等了', ({ row: { oldest_at: at } }) => (at ? waited(now - new Date(at).getTime()) : '—'), 'number'],
  [
    '承诺',
    ({ row: { promised_hours: hours } }) => html`<span class="small">${hours ? `${hours} 小时内` : '—'}</span>`,
    'nowrap',
  ],
  ['是否按时', ({ row }) => html`<${InTime} row=${row} now=${now} />`, 'nowrap'],
  ['处理', (line) => Act(line), 'act'],
];

/** When something last came in, where that is known.  @param {HomeView['figures']} figures */
const lately = (figures) => {
  const day = figures?.days.findLast(({ submitted }) => submitted > 0)?.day;
  return day ? `最近一次有学生提交照片是 ${dayOf(day)}。` : '';
};

/** @param {{ of: HomeView, now: number }} props */
export function Waiting({ of: { rows, figures }, now }) {
  const acts = rows.slice(0, KEYS).map((row, no) => [String(no + 1), () => go(rowWords(row).address.slice(1))]);
  useKeys(Object.fromEntries(acts));
  const lines = rows.map((row, no) => ({ row, no }));
  return html`<${Card} id="waits" title="等着处理" beside=${rows.length > 0 && '先超时的在上'}>
    <${Table} title="等着处理" columns=${columns(now)} rows=${lines}
        keyOf=${(/** @type {{ row: HomeRow }} */ { row }) => row.kind}
        empty=${`现在没有等着处理的事。${lately(figures)}`} />
  <//>`;
}
