/** An account left this number in the last 72 hours: whoever did not do that takes it back. */
import { html } from '../../shared/vendor/preact.js';
import { undoPhone } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, Card, ErrorBox, Link, Page } from '../../shared/ui.js';
import { replace, safe } from '../../shared/router.js';
import { note } from '../account.js';
import { dropAllFiles } from '../kept_file.js';
import { begin } from '../session.js';

/** @param {{ next?: string }} props */
export default function Restore({ next }) {
  const [run, busy, error] = useWork();
  const restore = () =>
    run(async () => {
      const started = await undoPhone();
      if (begin(started.token, started.person.created_at, started.expires_at)) await dropAllFiles();
      note(started.person);
      replace(safe(next));
    });
  return html`<${Page} title="手机号刚被更换">
    <${Card} title="是您本人换的吗？">
      <p>3 天内，有一个账号从您现在登录的手机号换到了另一个手机号。</p>
      <p>不是您换的，请立即恢复：账号回到这个手机号，其他设备全部退出，之后绑定的微信解除绑定。订单和照片不变。</p>
      <${ErrorBox} error=${error} />
      <${Button} busy=${busy} onClick=${restore}>不是我，恢复账号<//>
      <${Link} kind="default" href=${`#${safe(next)}`}>是我本人换的，继续<//>
    <//>
  <//>`;
}
