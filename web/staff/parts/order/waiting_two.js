/** What waits for a second person about the order that is shown: who asked for what, and the second's word. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { ErrorBox } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { stepOf } from '../../decisions.js';
import { listProposalsOfOrder } from '../../generated/client.js';
import { ACTIONS } from '../../money_words.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Details, Sure, Waited } from '../proposals.js';

/** @import { ProposalsOfOrder, ProposalView } from '../../../shared/generated/types' */

/** first: has the keys.
 * @param {{ one: ProposalView, first: boolean, onAsk: (yes: boolean) => unknown }} props */
function Word({ one, first, onAsk }) {
  const may = (/** @type {string} */ name) => one.actions.includes(name);
  const own = may('refuse') && !may('confirm');
  return html`<div class="bar">
    <${Waited} since=${one.at} />
    ${own && html`<span class="small">您提出的，须另一人确认</span>`}
    ${!one.actions.length && html`<span class="small">等待有权限的同事</span>`}
    ${
      may('refuse') &&
      html`
      <${Button} kind="default" cap=${first ? 'N' : null} onClick=${() => onAsk(false)}>${own ? '撤回' : '不同意'}<//>
    `
    }
    ${
      may('confirm') &&
      html`
      <${Button} kind="primary" cap=${first ? 'Y' : null} onClick=${() => onAsk(true)}>同意${ACTIONS[one.action]}<//>
    `
    }
  </div>`;
}

/** seq: of the order as it is shown; asked: changes when something was proposed; onDone(words): a word was given.
 * @param {{ orderId: string, seq: number, asked: number, onDone: (words: string) => unknown }} props */
export function WaitingTwo({ orderId, seq, asked, onDone }) {
  const { value, error, reload } = useLoaded(() => listProposalsOfOrder(orderId), [orderId, seq, asked]);
  const [open, setOpen] = useState(/** @type {{ one: ProposalView, yes: boolean } | null} */ (null));
  const done = (/** @type {string} */ words) => {
    setOpen(null);
    reload();
    onDone(words);
  };
  return html`
    ${error && html`<${ErrorBox} error=${error} retry=${reload} />`}
    ${value?.proposals.map(
      (/** @type {ProposalsOfOrder['proposals'][number]} */ one, /** @type {number} */ no) => html`
        <section class="proposal" key=${one.proposal_id} aria-label=${`等第二个人确认：${ACTIONS[one.action]}`}>
          <${Icon} name="two" />
          <div>
            <h2>等第二个人确认：${ACTIONS[one.action]}</h2>
            <p>
              ${one.by_name} 于 ${when(one.at)} 提出：${one.reason}。<strong>确认后</strong>${stepOf(one.action).tell}
            </p>
            <${Details} of=${one} />
          </div>
          <${Word} one=${one} first=${no === 0} onAsk=${(/** @type {boolean} */ yes) => setOpen({ one, yes })} />
        </section>
      `,
    )}
    ${open && html`<${Sure} ...${open} onStale=${reload} onNo=${() => setOpen(null)} onDone=${done} />`}
  `;
}
