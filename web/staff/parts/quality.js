/** How well reviewers look: how many planted faults each saw, how often two agreed, and where they do not. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Table } from '../../shared/table.js';
import { Await } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { listDisagreements, reviewQuality, settleDisagreement } from '../generated/client.js';
import { useMay } from '../session.js';
import { Card } from '../ui/card.js';
import { Ask } from './ask.js';
import { Said } from './said.js';

/** @import { Disagreement, Disagreements, QualityFigures } from '../../shared/generated/types' */
/** @import { ReviewerQuality, Verdict } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const DAYS = 30;
const FOOT = '抽查混在待审的照片里，看起来和别的一样；怎样决定都不影响订单，学生看不到。';

/** @param {number} part @param {number} whole */
const share = (part, whole) => (whole ? `${Math.round((100 * part) / whole)}%（${part}／${whole}）` : '—');
/** @type {Column<ReviewerQuality>[]} */
const COLUMNS = [
  ['审核员', ({ name, staff_id: id }) => name || html`<span class="mono">${id}</span>`],
  ['查出率', ({ caught, planted }) => share(caught, planted), 'number'],
  ['复看一致', ({ agreed, looked }) => share(agreed, looked), 'number'],
];

/** @param {Verdict} verdict */
const said = ({ name, staff_id: id, approved }) => `${name || id}：${approved ? '通过' : '驳回'}`;
/** @param {(one: Disagreement) => unknown} settle
 * @returns {Column<Disagreement>[]} */
const columns = (settle) => [
  ['订单', ({ order_id: id, number, photo_no: no }) => html`<a href=${`#/orders/${id}`}>${number}</a> 第 ${no} 张`],
  ['先前的决定', ({ first }) => said(first)],
  ['复看', ({ second }) => said(second)],
  ['时间', ({ at }) => when(at)],
  ['操作', (one) => html`<button type="button" class="text-btn" onClick=${() => settle(one)}>了结</button>`],
];

/** For a manager: the first decision stands until it is recalled. */
function Disagreeing() {
  const loaded = useLoaded(() => listDisagreements());
  const [asked, setAsked] = useState(/** @type {Disagreement | null} */ (null));
  const [done, setDone] = useState('');
  const settle = async (/** @type {Record<string, string>} */ { reason }) => {
    if (!asked) return;
    await settleDisagreement(asked.order_id, asked.photo_no, { reason });
    setAsked(null);
    setDone(`已了结订单 ${asked.number} 的复看分歧`);
    loaded.reload();
  };
  return html`
    <${Card} title="意见不同" foot="先前的决定有效；打开订单看照片，确有错误时召回，否则了结。">
      <${Said}>${done}<//>
      <${Await} of=${loaded}>${(/** @type {Disagreements} */ { disagreements, more }) => html`
        <${Table} title="意见不同的照片" columns=${columns(setAsked)} rows=${disagreements}
            keyOf=${(/** @type {Disagreement} */ one) => `${one.order_id} ${one.photo_no}`}
            empty="没有等待了结的分歧" />
        ${more && html`<p class="small">还有更多，了结这些之后显示。</p>`}
      `}<//>
    <//>
    ${
      asked &&
      html`<${Ask} title="了结这处分歧" yes="了结" of=${asked.order_id} onYes=${settle} onNo=${() => setAsked(null)}>
        <p>订单 ${asked.number}：${said(asked.first)}，${said(asked.second)}。先前的决定不变。</p>
      <//>`
    }
  `;
}

/** A reviewer's own figures, a manager's everybody's. */
export function Quality() {
  const loaded = useLoaded(() => reviewQuality({ days: DAYS }));
  const may = useMay();
  return html`<div class="two">
    <${Card} title="看得准不准" beside=${`最近 ${DAYS} 天`} foot=${FOOT}>
      <${Await} of=${loaded}>${(/** @type {QualityFigures} */ { reviewers }) => html`
        <${Table} title="查出率和复看一致" columns=${COLUMNS} rows=${reviewers}
            keyOf=${(/** @type {ReviewerQuality} */ { staff_id: id }) => id} empty="还没有抽查" />
      `}<//>
    <//>
    ${may('MANAGER') && html`<${Disagreeing} />`}
  </div>`;
}
