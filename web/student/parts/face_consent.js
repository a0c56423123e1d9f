/** The separate consent to the processing of a face, asked for before the first photo. */
import { html } from '../../shared/vendor/preact.js';
import { note } from '../account.js';
import { agree } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, Card, ErrorBox } from '../../shared/ui.js';
import { Foot } from './foot.js';
import { Said } from '../../shared/student/said.js';

/** @import { AccountView, ConsentView } from '../../shared/generated/types' */

/** consent: {version, title, text} in force; onAgreed: after it is recorded, with the account.  The button alone says
 * what it does: a box to tick before it would be the same consent twice.
 * @param {{ consent: ConsentView, onAgreed: (account: AccountView) => unknown }} props */
export function FaceConsent({ consent, onAgreed }) {
  const [run, busy, error] = useWork();
  const give = () => run(async () => onAgreed(note(await agree({ kind: 'FACE', version: consent.version }))));
  return html`
    <${Card} title=${consent.title}>
      <p class="pre"><${Said} text=${consent.text} /></p>
      <${ErrorBox} error=${error} />
      <p class="more">不同意也可以：请按学校安排参加现场采集，或<a href="#/contact">联系分社</a>。</p>
    <//>
    <${Foot}><${Button} busy=${busy} onClick=${give}>我已阅读，单独同意处理我的人脸照片<//><//>
  `;
}
