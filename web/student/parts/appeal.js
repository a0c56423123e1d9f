/** A person is asked to look at a photo that the machine refused (请人工查看): the way there, and what is said with
 * it. */
import { html } from '../../shared/vendor/preact.js';
import { Card, Field, Link } from '../../shared/ui.js';
import { countOf, NOTE } from '../../shared/both/appeal.js';

/** @import { AppealView, OrderView } from '../../shared/generated/types' */
/** @import { Plea } from '../../shared/both/appeal.js' */
/** @import { Errors } from '../../shared/hooks.js' */

/** Beside a verdict.  @param {{ order: OrderView }} props */
export function AppealWay({ order: { appeal, order_id: orderId } }) {
  if (!appeal) return null;
  if (appeal.state !== 'MAY') return html`<p class="notice">${appeal.sentence}</p>`;
  return html`<${Card}>
    <p>${appeal.sentence}</p>
    <${Link} kind="default" href=${`#/orders/${orderId}/confirm`}>请人工查看<//>
  <//>`;
}

/** @param {{ choices: AppealView['choices'], value: string, error?: string | null,
 *   onChange: (reason: string) => unknown }} props */
const Reason = ({ choices, value, error, onChange }) => html`
  <fieldset class=${error ? 'field field-bad' : 'field'} id="reason" tabindex="-1"
      aria-describedby=${error ? 'reason-error' : null}>
    <legend>原因<span class="star" aria-hidden="true">*</span></legend>
    ${choices.map(
      ({ reason, label }) => html`<div class="tick" key=${reason}>
        <input type="radio" id=${`reason-${reason}`} name="reason" value=${reason} checked=${value === reason}
            onChange=${() => onChange(reason)} />
        <label for=${`reason-${reason}`}>${label}</label>
      </div>`,
    )}
    ${error && html`<p class="field-error" id="reason-error">${error}</p>`}
  </fieldset>
`;

/** findings: what the machine says is wrong, in words.
 * @param {{ appeal: AppealView, findings: string[], plea: Plea, wrong: Errors,
 *   onChange: (part: Partial<Plea>) => unknown }} props */
export function AppealForm({ appeal, findings, plea, wrong, onChange }) {
  const { choices, most_note: most, privacy, sentence } = appeal;
  const needed = choices.some(({ reason, note_needed: isNeeded }) => isNeeded && reason === plea.reason);
  return html`<${Card} title="请人工查看">
    <p>${sentence}</p>
    <p class="notice">检测结果：${findings.join('；')}</p>
    <p class="small">${privacy}</p>
    <${Reason} choices=${choices} value=${plea.reason} error=${wrong.reason}
        onChange=${(/** @type {string} */ reason) => onChange({ reason })} />
    <${Field} name="note" label=${`${NOTE}${needed ? '' : '（选填）'}`} required=${needed} value=${plea.note}
        maxlength=${most} autocomplete="off" error=${wrong.note} hint=${countOf(plea.note, most)}
        onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => onChange({ note: target.value })} />
  <//>`;
}
