/** How the photo must look, before it is taken. */
import { html } from '../../shared/vendor/preact.js';
import { showOrder } from '../generated/client.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Link, Page } from '../../shared/ui.js';
import { BadPhotos, GoodPhoto } from '../../shared/student/photo_cards.js';
import { Steps } from '../../shared/student/steps.js';
import { Foot } from '../parts/foot.js';
import { Elsewhere } from '../parts/way_out.js';

/** @import { OrderView } from '../../shared/generated/types' */

/** @param {{ orderId: string }} props */
export default function Requirements({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  return html`<${Page} title="照片要求" lead="照片用于毕业证书和学信网，请按要求拍摄，一次通过。" wide>
    <${Steps} at=${2} />
    <${Await} of=${loaded}>${(/** @type {OrderView} */ order) => {
      const { background, glasses, covers } = order.task;
      const wanted = order.actions.includes('upload');
      return html`
        ${!wanted && html`<${Elsewhere} order=${order} />`}
        <div class="two two-even">
          <div class="beside">
            <${GoodPhoto} rgb=${background} glasses=${glasses} covers=${covers} />
            ${wanted && html`<${Foot}><${Link} href=${`#/orders/${orderId}/photo`}>我知道了，去拍照<//><//>`}
          </div>
          <${BadPhotos} />
        </div>
        <p class="more">示例均为绘图，不是真人照片。</p>
      `;
    }}<//>
  <//>`;
}
