/** How the photo must look, drawn and in words. */
import { html } from '../vendor/preact.js';
import { rulesOf, wallColour } from '../both/photo_rules.js';
import { BAD, GOOD, Portrait } from '../portraits.js';
import { Card } from '../ui.js';

/** @import { PublicTask } from '../generated/types' */

/** rgb: of the wall.  @param {{ rgb: number[] } & Pick<PublicTask, 'glasses' | 'covers'>} props */
export const GoodPhoto = ({ rgb, glasses, covers }) => html`<${Card}>
  <div class="good-photo">
    <${Portrait} label=${`合格示例：${GOOD[0]}`} ...${GOOD[1]} />
    <div><p class="good-mark">合格示例</p><p>${GOOD[0]}，头顶、两肩都在画面里，脸在正中。</p></div>
  </div>
  <dl class="rules">${rulesOf(wallColour(rgb), glasses === 'ALLOW', covers === 'ALLOW').map(
    ({ name, text }) => html`<div>
      <dt>${name}</dt><dd>${text}</dd>
    </div>`,
  )}</dl>
<//>`;

export const BadPhotos = () => html`<${Card} title="这些照片会被驳回">
  <ul class="bad-photos">${BAD.map(
    ([name, look]) => html`<li>
      <${Portrait} label=${`不合格示例：${name}`} ...${look} /><span>${name}</span>
    </li>`,
  )}</ul>
<//>`;
