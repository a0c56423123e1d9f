/** What may be done with an order: each with its key and what it does; what may not, and why. */
import { html } from '../../../shared/vendor/preact.js';
import { stepOf } from '../../decisions.js';
import { ACTIONS, KEYS } from '../../money_words.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';

/** @import { DeskOrder, MayDo, MayNot } from '../../../shared/generated/types' */
/** Of the account.
 * @typedef {{ name: string, cap: string, danger?: boolean, tell: string, onAsk: () => unknown }} More */

/** @param {Pick<MayDo, 'action' | 'attempt_no'>} what */
export const keyOf = ({ action, attempt_no: attemptNo }) => `${action} ${attemptNo ?? ''}`;

/** What is done, by whom, in words.  @param {MayDo} one */
const wordsOf = ({ action, attempt_no: attemptNo, two }) =>
  `${ACTIONS[action]}${attemptNo ? `（第 ${attemptNo} 笔）` : ''}${two ? '（需两人）' : ''}`;

/** @param {{ name: string, cap: string | null, danger: boolean, tell: string, onAsk: () => unknown }} props */
const Deed = ({ name, cap, danger, tell, onAsk }) => html`<li>
  <${Button} kind=${danger ? 'risk' : 'default'} cap=${cap} onClick=${onAsk}>${name}<//>
  <p class="small">${tell}</p>
</li>`;

/** more: what may be done with its student's account.  Of several payments the first has the key.
 * @param {{ order: Pick<DeskOrder, 'actions' | 'refused'>, more: More[], onAsk: (what: MayDo) => unknown }} props */
export const Deeds = ({ order: { actions, refused }, more, onAsk }) => html`
  <${Card} title="可以做的" foot="做之前都会先说明后果。">
    <ul class="deeds">
      ${actions.map(
        (one, no) => html`
          <${Deed} key=${keyOf(one)} name=${wordsOf(one)} danger=${stepOf(one.action).danger}
              tell=${stepOf(one.action).brief} onAsk=${() => onAsk(one)}
              cap=${actions.findIndex(({ action }) => action === one.action) === no ? KEYS[one.action] : null} />
        `,
      )}
      ${more.map((one) => html`<${Deed} key=${one.name} danger=${false} ...${one} />`)}
      ${refused.map(
        (/** @type {MayNot} */ { action, why }) => html`<li key=${action} class="cannot">
          <p>${ACTIONS[action]}</p><p class="small">${why}</p>
        </li>`,
      )}
      ${!actions.length && !more.length && !refused.length && html`<li class="small">现在没有可以做的。</li>`}
    </ul>
  <//>
`;
