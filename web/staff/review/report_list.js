/** What the engine found, numbered as on the picture, with what was measured and what is allowed. */
import { html } from '../../shared/vendor/preact.js';
import { allowed, measured } from './framing.js';
import { Tool } from './tool.js';

/** @import { Finding } from '../../shared/generated/types' */
/** @import { Held } from './round/hands.js' */

/** @param {{ finding: Finding, number: number }} props */
const Row = ({ finding: { severity, message, cure, measured: value, allowed: range, unit }, number }) => html`
  <li class=${severity === 'fail' ? 'rep rep-bad' : 'rep rep-warn'} title=${cure}>
    <b class="rep-n" aria-hidden="true">${number}</b>
    <span><span class="unseen">${severity === 'fail' ? '不合格：' : '请留意：'}</span>${message}</span>
    <span class="num">${value !== null && measured(value, unit)}</span>
    <span class="soft">${range && `${severity === 'fail' ? '允许' : '建议'} ${allowed(range, unit)}`}</span>
  </li>
`;

/** report: null where no machine looked; findings: those of it that are shown; onHints: chooses the reasons that it
 * names.
 * @param {{ report: Held['report'], findings: Finding[], onHints: () => unknown }} props */
export const ReportList = ({ report, findings, onHints }) => html`<section aria-label="初检报告">
  <div class="sect">
    <h2>初检报告</h2>
    ${
      findings.length > 0
        ? html`<${Tool} kind="plain" size="mini" keys=${['0']} onClick=${onHints}>按报告选原因<//>`
        : html`<span class="soft small">${report ? '没有发现问题' : '没有机检报告'}，请以人工判断为准</span>`
    }
  </div>
  <ol class="report">${findings.map((finding, number) => html`<${Row} finding=${finding} number=${number + 1} />`)}</ol>
</section>`;
