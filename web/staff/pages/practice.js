/** Practice: a round of drawn portraits on the review desk, and what was right.  Nothing of it leaves the page. */
import { html, useState } from '../../shared/vendor/preact.js';
import { link } from '../../shared/router.js';
import { Await, Heading, Loading } from '../../shared/ui.js';
import { Answers, Result } from '../review/practice/answers_part.js';
import { usePractice } from '../review/practice/use_practice.js';
import { useReasons } from '../review/use_reasons.js';
import { shownOf, Work } from '../review/work.js';

/** @import { ReasonRow } from '../../shared/generated/types' */

const ABOUT = '照片都是画的，有几张有问题，其余合格。怎样决定都不影响订单和统计。';

/** back: the address of the desk.
 * @param {{ reasons: ReturnType<typeof useReasons>, back: string, onNext: () => unknown }} props */
function OneRound({ reasons, back, onNext }) {
  const { round, answers } = usePractice();
  const shown = shownOf(round);
  return html`<div class="page page-wide desk">
    <header class="page-head">
      <${Heading} title="练习" />
      <span class="soft small case">${answers ? '没有标记的是通过正确的' : ABOUT}</span>
      <${Result} answers=${answers} />
      <a class="small" href=${back}>回到审核</a>
    </header>
    ${
      answers
        ? html`<${Await} of=${reasons}>${(/** @type {ReasonRow[]} */ catalogue) => html`
          <${Answers} answers=${answers} catalogue=${catalogue} back=${back} onNext=${onNext} />
        `}<//>`
        : html`<${Work} round=${round} shown=${shown} settings=${null} reasons=${reasons} practice>
          <${Loading} />
        <//>`
    }
  </div>`;
}

/** band, task: where on the desk she comes from and goes back to.
 * @param {{ band?: string, task?: string }} props */
export default function Practice({ band, task }) {
  const [no, setNo] = useState(1);
  const reasons = useReasons('');
  return html`<${OneRound} key=${no} reasons=${reasons} back=${link('/review', { band, task })}
      onNext=${() => setNo(no + 1)} />`;
}
