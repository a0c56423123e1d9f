/** The dialog of one action on an order: what will happen, whether a second person must agree, and what it needs. */
import { html } from '../../shared/vendor/preact.js';
import { refusalOf } from '../../shared/hooks.js';
import { useLayouts } from '../../shared/layouts.js';
import { becomesOf, yesOf } from '../consequences.js';
import { stepOf } from '../decisions.js';
import { ACTIONS, SUBMIT_FOR_TWO, takenOf } from '../money_words.js';
import { Becomes } from '../ui/becomes.js';
import { Ask } from './ask.js';
import { ChannelFirst, isOfChannel, useRuledOut } from './money/channel_first.js';

/** @import { Decided, DeskOrder, MayDo } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Answers } from './ask.js' */

const TWO = '这项操作需要两个人：提交后由另一位同事在“待处理”中确认，才会生效。';

/** order: of the desk; what: one of its actions; onDone(answer, words): the order and the proposal, and what to say;
 * onStale: the order is not as it was shown.
 * @typedef {{ order: DeskOrder, what: MayDo, onDone: (answer: Decided, words: string) => unknown,
 *   onStale: () => unknown, onNo: () => unknown }} Deciding */

/** @param {Deciding} props */
export const Decide = (props) =>
  isOfChannel(props.what.action) ? html`<${AskedFirst} ...${props} />` : html`<${Step} ...${props} />`;

/** Once the channel has said what it stands in the way of.  @param {Deciding} props */
function AskedFirst(props) {
  const { order, what } = props;
  const [says, why] = useRuledOut(order.order_id, Number(what.attempt_no), what.action);
  return html`<${Step} ...${props} shut=${why !== null} first=${html`<${ChannelFirst} of=${says} why=${why} />`} />`;
}

/** first: what is said before all else; shut: it would be refused.
 * @param {Deciding & { first?: Children, shut?: boolean }} props */
function Step({ order, what, first = null, shut = false, onDone, onStale, onNo }) {
  const { action, attempt_no: attemptNo, two } = what;
  const step = stepOf(action);
  const layouts = useLayouts();
  const send = async (/** @type {Record<string, string>} */ answers) => {
    /** @type {Record<string, unknown>} */
    const body = {
      ...step.body(answers, order),
      ...(attemptNo && { attempt_no: attemptNo }),
      ...(step.reason && { reason: answers.reason }),
    };
    try {
      const answer = await step.send(order.order_id, body);
      onDone(answer, takenOf(action, answer));
    } catch (refusal) {
      if (refusalOf(refusal).status === 409) onStale();
      throw refusal;
    }
  };
  return html`
    <${Ask} title=${attemptNo ? `${ACTIONS[action]}（第 ${attemptNo} 笔支付）` : ACTIONS[action]}
        yes=${two ? SUBMIT_FOR_TWO : yesOf(action, order, step.yes)} danger=${step.danger} reason=${step.reason}
        questions=${step.questions(order, layouts)} shut=${shut} of=${order.order_id} onYes=${send}
        onNo=${onNo}>
      ${(/** @type {Answers} */ answers) => html`
        ${first}
        ${
          !shut &&
          html`
            <${Becomes} rows=${becomesOf(action, order, { ...answers, attemptNo })} />
            <p>${step.tell}</p>
            ${two && html`<p class="note">${TWO}</p>`}
          `
        }
      `}
    <//>
  `;
}
