/** Whether a day's bill and our ledger say the same. */
import { html } from '../../shared/vendor/preact.js';
import { BILLS } from '../money_words.js';

/** @import { BillSummary } from '../../shared/generated/types' */

/** @param {{ of: BillSummary }} props */
export const BillVerdict = ({ of: { state, differences } }) => html`
  <span class=${state === 'MATCHED' ? 'good' : 'bad'}>${BILLS[state]}${differences ? ` ${differences} 笔` : ''}</span>
`;
