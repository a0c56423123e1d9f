/** Registers the number of an issued invoice, or a right one instead of a mistyped one. */
import { html } from '../../shared/vendor/preact.js';
import { refusalOf } from '../../shared/hooks.js';
import { Facts } from '../../shared/ui.js';
import { correctInvoice, issueInvoice } from '../generated/client.js';
import { inYuan } from '../money_words.js';
import { Ask } from './ask.js';

/** @import { DeskInvoice } from '../../shared/generated/types' */

const FORM = '4 到 40 位的数字、字母和“-”';
const NUMBER = {
  label: '发票号码',
  required: true,
  hint: `${FORM}，一个号码只能用于一个订单`,
  check: (/** @type {string} */ text) => (/^[0-9A-Za-z-]{4,40}$/.test(text) ? null : `发票号码须是${FORM}`),
};
/** @type {Record<string, (orderId: string, body: Record<string, unknown>) => Promise<DeskInvoice>>} */
const STEPS = { issue: issueInvoice, correct: correctInvoice };

/** line: the invoice as it was read last; onStale: it has changed since.
 * @param {{ line: DeskInvoice, action: string, title: string, onDone: (line: DeskInvoice) => unknown,
 *   onStale: () => unknown, onNo: () => unknown }} props */
export function Numbering({ line, action, title, onDone, onStale, onNo }) {
  const fen = line.amount ?? line.invoiced; // what it was issued for, where the money has gone back since
  const send = async (/** @type {Record<string, unknown>} */ body) => {
    try {
      onDone(await STEPS[action](line.order_id, { ...body, rev: line.rev }));
    } catch (refusal) {
      if (refusalOf(refusal).status === 409) onStale();
      throw refusal;
    }
  };
  return html`
    <${Ask} title=${title} yes="登记" reason=${action === 'correct'} questions=${{ number: NUMBER }} of=${line.order_id}
        onYes=${send} onNo=${onNo}>
      <${Facts} rows=${[
        ['抬头', line.title],
        ['税号', line.tax_no],
        ['金额', fen !== null && `${inYuan(fen)} 元`],
        ['原来的号码', line.number],
      ]} />
    <//>
  `;
}
