/** Has the bills of a day fetched and matched again. */
import { html } from '../../shared/vendor/preact.js';
import { rarer } from '../../shared/hooks.js';
import { matchBillsAgain } from '../generated/client.js';
import { Ask } from './ask.js';

/** For `useRepeated`, until the new result is there. */
export const PACE = rarer(2_000, 15_000);

/** day: asked for where it is left out; onDone(day)
 * @param {{ day?: string, onDone: (day: string) => unknown, onNo: () => unknown }} props */
export function MatchAgain({ day = '', onDone, onNo }) {
  const match = async (/** @type {Record<string, string>} */ { day: wanted, reason }) =>
    onDone((await matchBillsAgain({ day: wanted, reason })).day);
  return html`
    <${Ask} title="重新核对账单" yes="核对" onNo=${onNo} onYes=${match}
        questions=${{ day: { label: '日期', type: 'date', required: true, first: day, hint: '今天以前、90 天以内' } }}>
      <p>重新下载这一天各渠道的账单并核对，几分钟后完成；原来的结果被替换。</p>
    <//>
  `;
}
