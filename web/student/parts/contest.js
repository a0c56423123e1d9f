/** A collection code that another account holds with a photo: its owner asks the branch to decide. */
import { html, useState } from '../../shared/vendor/preact.js';
import { contestCode } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, ErrorBox } from '../../shared/ui.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** onFree: nothing is in the way any more; children: the refusal, until the branch was asked.
 * @param {{ taskId: string, readId: string, onFree: () => unknown, children?: Children }} props */
export function Contest({ taskId, readId, onFree, children }) {
  const [asked, setAsked] = useState(false);
  const [run, busy, error] = useWork();
  const ask = () =>
    run(async () => {
      const answer = await contestCode({ task_id: taskId, read_id: readId });
      if (answer.asked) setAsked(true);
      else onFree();
    });
  if (asked)
    return html`<p class="notice" role="status">
      已请分社核对，结果会用短信或微信通知您。分社可能会打电话核对身份。
    </p>`;
  return html`${children}<${Button} busy=${busy} onClick=${ask}>是我本人，请分社核对<//><${ErrorBox} error=${error} />`;
}
