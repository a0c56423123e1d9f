/** Practice: a round of drawn portraits on the review desk, and what was right.  Nothing of it leaves the page. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Await, Heading, Loading } from '../../shared/ui.js';
import { Answers, Result } from '../review/practice/answers_part.js';
import { usePractice } from '../review/practice/use_practice.js';
import { useReasons } from '../review/use_reasons.js';
import { shownOf, Work } from '../review/work.js';

/** @import { ReasonRow } from '../../shared/generated/types' */

const ABOUT = '照片都是画的，有几张有问题，其余合格。怎样决定都不影响订单和统计。';

/** @param {{ reasons: ReturnType<typeof useReasons>, onNext: () => unknown }} props */
function OneRound({ reasons, onNext }) {
  const { round, answers } = usePractice();
  const shown = shownOf(round);
  return html`<div class="page page-wide desk">
    <header class="page-head">
      <${Heading} title="练习" />
      <span class="soft small case">${answers ? '答案在每张照片上' : ABOUT}</span>
      ${answers && html`<${Result} answers=${answers} />`}
      <a class="small" href="#/review">回到审核</a>
    </header>
    ${
      answers
        ? html`<${Await} of=${reasons}>${(/** @type {ReasonRow[]} */ catalogue) => html`
          <${Answers} answers=${answers} catalogue=${catalogue} onNext=${onNext} />
        `}<//>`
        : html`<${Work} round=${round} shown=${shown} settings=${null} reasons=${reasons} practice>
          <${Loading} />
        <//>`
    }
  </div>`;
}

export default function Practice() {
  const [no, setNo] = useState(1);
  const reasons = useReasons('');
  return html`<${OneRound} key=${no} reasons=${reasons} onNext=${() => setNo(no + 1)} />`;
}
