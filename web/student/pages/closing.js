/** Closing the account (注销). */
import { html, useState } from '../../shared/vendor/preact.js';
import { closeMyAccount, planDeletion } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { leave } from '../session.js';
import { dropAllFiles } from '../kept_file.js';
import { KeptData } from '../parts/kept_data.js';
import { useProof } from '../parts/proof.js';
import { Await, Button, Card, Confirm, ErrorBox, Link, Page, Tick } from '../../shared/ui.js';
import { replace } from '../../shared/router.js';

/** @import { DeletionPlan } from '../../shared/generated/types' */

/** @param {{ plan: DeletionPlan }} props */
const Standing = ({ plan }) => html`<${Card} title="现在还不能注销" tone="note">
  <p>还有 ${plan.standing} 个订单没有办完：</p>
  <${KeptData} kept=${plan.kept.slice(0, plan.standing)} />
  <${Link} href="#/orders">查看我的订单<//>
<//>`;

function Ask() {
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const [asking, setAsking] = useState(false);
  const [work, busy, error] = useWork();
  const [run, proof] = useProof(work);
  const next = () => {
    setWrong(sure ? null : '请先勾选');
    if (sure) setAsking(true);
  };
  const close = () =>
    run(async () => {
      const { record_id: record } = await closeMyAccount({ confirmed: true });
      await dropAllFiles();
      replace('/closed', { record });
      leave();
    }).finally(() => setAsking(false));
  if (proof) return proof;
  return html`<${Card} title="注销后">
    <ul class="dots">
      <li>所有订单的个人信息和照片都会删除，不能再查看，也不能勘误。</li>
      <li>手机号和微信与账号解除绑定，所有设备退出登录。</li>
      <li>付款、退款和发票记录按法律规定保留，不再关联您的身份信息。</li>
      <li>手机号以后可以重新注册，新账号看不到原来的订单。</li>
    </ul>
    <p class="small">需要留底的，请先<a href="#/me/data">导出我的数据</a>。</p>
    <${Tick} name="sure" checked=${sure} onChange=${(/** @type {boolean} */ ticked) => {
      setSure(ticked);
      setWrong(null);
    }} error=${wrong}>
      我已了解，注销后无法恢复
    <//>
    <${ErrorBox} error=${error} retry=${close} />
    <${Button} kind="warn" busy=${busy} onClick=${next}>注销账号<//>
    ${
      asking &&
      html`
        <${Confirm} title="注销账号" yes="确认注销" busy=${busy} onYes=${close} onNo=${() => setAsking(false)}>
          <p>账号将立即注销，无法恢复。确认注销吗？</p>
        <//>
      `
    }
  <//>`;
}

/** @param {DeletionPlan} plan */
const shown = (plan) => (plan.standing ? html`<${Standing} plan=${plan} />` : html`<${Ask} />`);

export default function Closing() {
  const loaded = useLoaded(planDeletion);
  return html`<${Page} title="注销账号" back="#/me"><${Await} of=${loaded}>${shown}<//><//>`;
}
