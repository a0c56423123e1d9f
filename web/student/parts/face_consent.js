/** The separate consent to the processing of a face, asked for before the first photo. */
import { html, useState } from '../../shared/vendor/preact.js';
import { agree } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, Card, ErrorBox, Tick } from '../../shared/ui.js';

/** consent: {version, title, text} in force; onAgreed: after it is recorded. */
export function FaceConsent({ consent, onAgreed }) {
  const [ticked, setTicked] = useState(false);
  const [wrong, setWrong] = useState(null);
  const [run, busy, error] = useWork();
  const submit = (event) => {
    event.preventDefault();
    setWrong(ticked ? null : '请先阅读并勾选同意');
    if (ticked) run(async () => { await agree({ kind: 'FACE', version: consent.version }); await onAgreed(); });
  };
  return html`<${Card} title=${consent.title}>
    <p class="pre">${consent.text}</p>
    <form onSubmit=${submit} noValidate>
      <${Tick} name="face-consent" checked=${ticked} onChange=${setTicked} error=${wrong}>我已阅读，单独同意处理我的人脸照片<//>
      <${ErrorBox} error=${error} />
      <${Button} type="submit" busy=${busy}>同意并继续<//>
    </form>
    <p class="more">不同意也可以：请按学校安排参加现场采集，或<a href="#/contact">联系分社</a>。</p>
  <//>`;
}
