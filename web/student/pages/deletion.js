/** Deleting one's data: what would go, what stays and why, and what was done. */
import { html, useState } from '../../shared/vendor/preact.js';
import { deleteMyData, planDeletion } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { dropAll } from '../../shared/kept.js';
import { dropAllFiles } from '../kept_file.js';
import { when } from '../../shared/words.js';
import { KeptData } from '../parts/kept_data.js';
import { useProof } from '../parts/proof.js';
import { Await, Button, Card, Confirm, ErrorBox, Link, Page } from '../../shared/ui.js';

/** @import { Deleted, DeletionPlan } from '../../shared/generated/types' */

/** @param {{ done: Deleted }} props */
const Done = ({ done }) => html`
  <${Card} title="已删除">
    <p class="good-mark">
      ${done.orders.length ? `已删除 ${done.orders.length} 个订单的个人信息和照片，以及账号资料。` : '账号资料已删除。'}
    </p>
    <p class="small">删除记录编号 <span class="mono">${done.record_id}</span>，${when(done.at)}</p>
  <//>
  <${Card} title="依法保留的"><${KeptData} kept=${done.kept} /><//>
  <${Link} kind="default" href="#/me">回到我的<//>
`;

/** @param {{ plan: DeletionPlan, onDone: (done: Deleted) => unknown }} props */
function Plan({ plan, onDone }) {
  const [asking, setAsking] = useState(false);
  const [work, busy, error] = useWork();
  const [run, proof] = useProof(work);
  const nothing = !plan.orders.length && !plan.profile;
  const erase = () =>
    run(async () => {
      const done = await deleteMyData({ confirmed: true });
      dropAll();
      await dropAllFiles();
      onDone(done);
    }).finally(() => setAsking(false));
  if (proof) return proof;
  return html`
    <${Card} title="将要删除">
      ${
        nothing
          ? html`<p>现在没有可以删除的信息。</p>`
          : html`<ul class="dots">
            ${
              plan.orders.length > 0 &&
              html`<li>
                ${plan.orders.length} 个已结束订单里的姓名、学号、联系方式、地址、采集码，以及全部照片和检测报告
              </li>`
            }
            ${plan.profile && html`<li>账号里的昵称、头像和证件号后四位</li>`}
          </ul>`
      }
      ${!nothing && html`<p class="small">删除后无法恢复。需要留底的，请先<a href="#/me/data">导出我的数据</a>。</p>`}
      <${ErrorBox} error=${error} retry=${erase} />
      ${!nothing && html`<${Button} kind="warn" busy=${busy} onClick=${() => setAsking(true)}>删除我的数据<//>`}
    <//>
    <${Card} title="暂时保留的和原因">
      <${KeptData} kept=${plan.kept} />
      ${plan.standing > 0 && html`<p class="more"><a href="#/orders">查看我的订单</a></p>`}
    <//>
    ${
      asking &&
      html`
        <${Confirm} title="删除我的数据" yes="确认删除" busy=${busy} onYes=${erase} onNo=${() => setAsking(false)}>
          <p>删除后无法恢复，已结束的订单不能再勘误、邮寄或查看照片。确认删除吗？</p>
        <//>
      `
    }
  `;
}

export default function Deletion() {
  const loaded = useLoaded(planDeletion);
  const [done, setDone] = useState(/** @type {Deleted | null} */ (null));
  return html`
    <${Page} title="删除我的数据" back="#/me" lead="照片和采集资料到期会自动删除，您也可以现在删除已经办完的。">
      ${
        done
          ? html`
            <${Done} done=${done} />
          `
          : html`<${Await} of=${loaded}>${(plan) => html`<${Plan} plan=${plan} onDone=${setDone} />`}<//>`
      }
    <//>
  `;
}
