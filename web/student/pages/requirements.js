/** How the photo must look, before it is taken. */
import { html } from '../../shared/vendor/preact.js';
import { showOrder } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Card, Link, Page } from '../../shared/ui.js';
import { rulesOf, wallColour } from '../../shared/both/photo_rules.js';
import { Steps } from '../parts/steps.js';
import { Foot } from '../parts/foot.js';
import { Elsewhere } from '../parts/way_out.js';
import { BAD, GOOD, Portrait } from '../parts/drawings.js';

/** @import { OrderView } from '../../shared/generated/types' */

/** @param {{ orderId: string }} props */
export default function Requirements({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  return html`<${Page} title="照片要求" lead="照片用于毕业证书和学信网，请按要求拍摄，一次通过。" wide>
    <${Steps} at=${2} />
    <${Await} of=${loaded}>${(/** @type {OrderView} */ order) => {
      const { background, glasses, covers } = order.task;
      const rules = rulesOf(wallColour(background), glasses === 'ALLOW', covers === 'ALLOW');
      const wanted = order.actions.includes('upload');
      return html`
        ${!wanted && html`<${Elsewhere} order=${order} />`}
        <div class="two two-even">
          <div class="beside">
            <${Card}>
              <div class="good-photo">
                <${Portrait} label=${`合格示例：${GOOD[0]}`} ...${GOOD[1]} />
                <div><p class="good-mark">合格示例</p><p>${GOOD[0]}，头顶、两肩都在画面里，脸在正中。</p></div>
              </div>
              <dl class="rules">${rules.map(
                ({ name, text }) => html`<div>
                  <dt>${name}</dt><dd>${text}</dd>
                </div>`,
              )}</dl>
            <//>
            ${wanted && html`<${Foot}><${Link} href=${`#/orders/${orderId}/photo`}>我知道了，去拍照<//><//>`}
          </div>
          <${Card} title="这些照片会被驳回">
            <ul class="bad-photos">${BAD.map(
              ([name, look]) => html`<li>
                <${Portrait} label=${`不合格示例：${name}`} ...${look} /><span>${name}</span>
              </li>`,
            )}</ul>
          <//>
        </div>
        <p class="more">示例均为绘图，不是真人照片。</p>
      `;
    }}<//>
  <//>`;
}
