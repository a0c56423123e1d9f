/** A payment that does not match its order: what its channel says now, what can be done about it, and what becomes of
 * the order and the money then.  Two of finance decide. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { refusalOf, useWork } from '../../../shared/hooks.js';
import { Button, Dialog, ErrorBox, Field, focusFirst } from '../../../shared/ui.js';
import { link } from '../../../shared/router.js';
import { MESSAGES } from '../../../shared/generated/messages.js';
import { decideOnOrder } from '../../generated/client.js';
import { inYuan, SUBMIT_FOR_TWO, takenOf } from '../../money_words.js';
import { choicesOf } from '../../resolving.js';
import { MOST_REASON, useTyped, wrongReason } from '../ask.js';
import { ChannelSays, useChannel } from './channel_says.js';

/** @import { Decided } from '../../../shared/generated/types' */
/** @import { Errors } from '../../../shared/hooks.js' */
/** @import { Choice, Payment } from '../../resolving.js' */

/** @param {{ choice: Choice, chosen: boolean, onChoose: () => unknown }} props */
const Choose = ({ choice: { verdict, word, says, isOut }, chosen, onChoose }) => html`
  <label class=${chosen ? 'choice choice-on' : 'choice'}>
    <input type="radio" name="verdict" value=${verdict} checked=${chosen} disabled=${isOut} onChange=${onChoose} />
    <span><b>${word}</b><br /><span class="small">${says}</span></span>
  </label>
`;

/** What is left where no choice is: some of it went back, and the channel does not say how much.
 * @param {{ orderId: string, onGo: () => unknown }} props */
const Partly = ({ orderId, onGo }) => html`<p class="notice notice-warn">
  ${MESSAGES.partly_back.join('。')}。<a href=${link(`/orders/${orderId}`)} onClick=${onGo}>去订单</a>
</p>`;

/** onDone(answer, words): the order and the proposal, and what to say; onStale: it is not as it was shown.
 * @param {{ of: Payment, onDone: (answer: Decided, words: string) => unknown, onStale: () => unknown,
 *   onNo: () => unknown }} props */
export function Resolve({ of: payment, onDone, onStale, onNo }) {
  const says = useChannel(payment.order_id, payment.attempt_no);
  const about = `resolve ${payment.order_id} ${payment.attempt_no}`;
  const [{ verdict, reason }, setTyped, forget] = useTyped(about, { verdict: '', reason: '' });
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const [run, busy, error] = useWork();
  const choices = choicesOf(payment, says.value);
  const stuck = choices.every(({ isOut }) => isOut);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = {
      verdict: choices.some((one) => one.verdict === verdict && !one.isOut) ? null : '请选择怎样处理',
      reason: wrongReason(reason),
    };
    setWrong(errors);
    if (focusFirst(errors)) return;
    run(async () => {
      const body = { action: 'resolve', attempt_no: payment.attempt_no, verdict, reason: reason.trim() };
      try {
        const answer = await decideOnOrder(payment.order_id, body);
        forget();
        onDone(answer, takenOf('resolve', answer));
      } catch (refusal) {
        if (refusalOf(refusal).status === 409) onStale();
        throw refusal;
      }
    });
  };
  const choose = (/** @type {string} */ chosen) => {
    setTyped((before) => ({ ...before, verdict: chosen }));
    setWrong(({ verdict: _, ...rest }) => rest);
  };
  const write = (/** @type {string} */ text) => {
    setTyped((before) => ({ ...before, reason: text }));
    setWrong(({ reason: _, ...rest }) => rest);
  };
  const no = () => {
    if (busy) return;
    forget();
    onNo();
  };
  return html`<${Dialog} title=${`核对来款 ${inYuan(payment.taken)} 元`} onClose=${no} footer=${html`
    <${Button} kind="default" disabled=${busy} onClick=${no}>取消<//>
    ${!stuck && html`<${Button} type="submit" form="resolve" busy=${busy}>${SUBMIT_FOR_TWO}<//>`}
  `}>
    <form id="resolve" class="ask" onSubmit=${submit} noValidate>
      <${ChannelSays} of=${says} />
      ${stuck && html`<${Partly} orderId=${payment.order_id} onGo=${no} />`}
      <fieldset class=${wrong.verdict ? 'choices field-bad' : 'choices'} id="verdict" tabindex="-1">
        <legend class="unseen">怎样处理</legend>
        ${choices.map(
          (choice) => html`
            <${Choose} key=${choice.verdict} choice=${choice} chosen=${verdict === choice.verdict}
                onChoose=${() => choose(choice.verdict)} />
          `,
        )}
        ${wrong.verdict && html`<p class="field-error">${wrong.verdict}</p>`}
      </fieldset>
      ${
        !stuck &&
        html`<${Field} name="reason" label="原因，记入审计记录" required most=${MOST_REASON} autocomplete="off"
            value=${reason} error=${wrong.reason}
            onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => write(target.value)} />`
      }
      <${ErrorBox} error=${error} />
    </form>
  <//>`;
}
