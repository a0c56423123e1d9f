/** What a person agreed to, when, and how to take it back; also where a step sends who has not agreed yet. */
import { html, useState } from '../../shared/vendor/preact.js';
import { note } from '../account.js';
import { agree, showMe } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { when } from '../../shared/words.js';
import { Await, Button, Card, Confirm, ErrorBox, Link, Page } from '../../shared/ui.js';
import { Said } from '../../shared/student/said.js';
import { safe } from '../../shared/router.js';
import { LOSES } from '../../shared/both/wording.js';

/** @import { AccountView, ConsentView } from '../../shared/generated/types' */

/** @param {{ consent: ConsentView, onChanged: (account: AccountView) => unknown }} props */
function Consent({ consent, onChanged }) {
  const [asking, setAsking] = useState(false);
  const [run, busy, error] = useWork();
  const { kind, version, title, text, given_at: given } = consent;
  const set = (/** @type {boolean} */ agreed) =>
    run(async () => onChanged(note(await agree({ kind, version, agreed })))).finally(() => setAsking(false));
  return html`<${Card} title=${title}>
    <p class=${given ? 'good-mark' : 'small'}>${given ? `已于 ${when(given)} 同意` : '还没有同意'}</p>
    <details class="details" open=${!given}>
      <summary>查看全文</summary><p class="pre"><${Said} text=${text} /></p>
    </details>
    <${ErrorBox} error=${error} />
    ${
      given
        ? html`<${Button} kind="default" onClick=${() => setAsking(true)}>撤回同意<//>`
        : html`<${Button} busy=${busy} onClick=${() => set(true)}>阅读并同意<//>`
    }
    ${
      asking &&
      html`
        <${Confirm} title=${`撤回《${title}》`} yes="撤回同意" busy=${busy} onYes=${() => set(false)}
            onNo=${() => setAsking(false)}>
          <p>${LOSES[kind]}</p>
        <//>
      `
    }
  <//>`;
}

/** @param {{ next?: string }} props */
export default function Consents({ next }) {
  const loaded = useLoaded(async () => note(await showMe()));
  return html`
    <${Page} title="同意书和条款" back=${next ? null : '#/me'}
        lead=${next ? '请阅读并同意，之后回到刚才的步骤。' : '您可以随时查看全文或撤回同意，撤回前的处理仍然有效。'}>
      <${Await} of=${loaded}>${(/** @type {AccountView} */ me) => html`
        ${me.consents.map(
          (consent) => html`
            <${Consent} key=${consent.kind} consent=${consent} onChanged=${loaded.set} />
          `,
        )}
        ${next && html`<${Link} href=${`#${safe(next)}`}>回到刚才的步骤<//>`}
      `}<//>
    <//>
  `;
}
