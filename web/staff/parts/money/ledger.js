/** The ledger of one order in plain words: each entry a sentence, and what is there after it. */
import { html } from '../../../shared/vendor/preact.js';
import { Table } from '../../../shared/table.js';
import { when } from '../../../shared/words.js';
import { inYuan } from '../../money_words.js';
import { Card } from '../../ui/card.js';

/** @import { LedgerLineView, OrderMoney } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */

/** +20.00 or −20.00  @param {number} fen */
const signed = (fen) => `${fen < 0 ? '−' : '+'}${inYuan(Math.abs(fen))}`;

/** @type {Column<LedgerLineView>[]} */
const COLUMNS = [
  ['时间', ({ at }) => when(at), 'nowrap'],
  ['发生了什么', ({ text, number }) => html`${text}<br /><span class="small mono">${number}</span>`],
  ['变动（元）', ({ amount }) => signed(amount), 'number'],
  ['结余（元）', ({ balance }) => html`<b>${inYuan(balance)}</b>`, 'number'],
];

/** @param {{ of: Pick<OrderMoney, 'lines' | 'balance'> }} props */
export const Ledger = ({ of: { lines, balance } }) => html`
  <${Card} title="账目" beside=${lines.length > 0 && `${lines.length} 笔`}
      foot=${lines.length > 0 && `现在结余 ${inYuan(balance)} 元。账目只增不改，更正另记一笔。`}>
    <${Table} title="账目" columns=${COLUMNS} rows=${lines} empty="没有付款，也没有退款"
        keyOf=${(/** @type {LedgerLineView} */ { number, kind, at, balance: left }) =>
          [number, kind, at, left].join()} />
  <//>
`;
