/** A copy of a person's own data. */
import { html, useState } from '../../shared/vendor/preact.js';
import { exportMyData } from '../generated/client.js';
import { useSecondsUntil, useWork } from '../../shared/hooks.js';
import { useProof } from '../parts/proof.js';
import { howLong } from '../../shared/words.js';
import { Button, Card, ErrorBox, Link, Page } from '../../shared/ui.js';

/** @import { ExportLink } from '../../shared/generated/types' */

export default function Data() {
  const [made, setMade] = useState(/** @type {ExportLink | null} */ (null));
  const [work, busy, error] = useWork();
  const [run, proof] = useProof(work);
  const left = useSecondsUntil(made?.expires_at) ?? 0;
  const make = () => run(async () => setMade(await exportMyData()));
  if (proof) return html`<${Page} title="导出我的数据" back="#/me">${proof}<//>`;
  return html`<${Page} title="导出我的数据" back="#/me">
    <${Card}>
      <p>生成一个压缩包，里面有：</p>
      <ul class="dots">
        <li>账号信息、同意记录、删除记录</li>
        <li>每个订单填写的信息、办理记录、付款和退款、发票抬头</li>
        <li>保存着的照片：您上传的原图和裁剪后的标准照</li>
      </ul>
      <p class="small">每天最多导出 5 次。压缩包含个人信息，请在自己的设备上下载并妥善保管。</p>
      <${ErrorBox} error=${error} retry=${make} />
      <div role="status">
        ${busy && html`<p class="small">正在整理，订单多时需要半分钟左右……</p>`}
        ${left > 0 && html`<p class="good-mark">已生成，下载链接还有 ${howLong(left)} 有效。</p>`}
        ${made && !left && html`<p class="notice notice-warn">下载链接已过期，请重新生成。</p>`}
      </div>
      ${
        made && left > 0
          ? html`<${Link} href=${made.url} rel="noreferrer">
            下载压缩包
          <//>`
          : html`<${Button} busy=${busy} onClick=${make}>生成压缩包<//>`
      }
    <//>
  <//>`;
}
