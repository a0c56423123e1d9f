/** Whether a day's bill and our ledger say the same. */
import { html } from '../../shared/vendor/preact.js';
import { BILL_TURNS, BILLS } from '../money_words.js';
import { Badge } from '../ui/badge.js';

/** @import { BillSummary } from '../../shared/generated/types' */

/** @param {{ of: BillSummary }} props */
export const BillVerdict = ({ of: { state, differences } }) => html`
  <${Badge} turn=${BILL_TURNS[state]}>${BILLS[state]}${differences ? ` ${differences} 笔` : ''}<//>
`;
