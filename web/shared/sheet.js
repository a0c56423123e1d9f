/** A task's notice as one sheet of A4, for print: by when, by which code, where, and how. */
import { html } from './vendor/preact.js';
import { GOOD, Portrait } from './portraits.js';
import { QrCode } from './qr_code.js';

/** @import { Notice } from './generated/types' */

/** Characters beyond which a smaller type is needed. */
const [LONG, LONGEST] = [15, 45];
const LONG_CODE = 8;

/** @param {string} title */
const sizeOf = ({ length }) => (length > LONGEST ? 'sh-longest' : length > LONG ? 'sh-long' : '');

const Mark = () => html`<img class="mark" alt="" src=${new URL('./art/icon.svg', import.meta.url).href} />`;

/** The mini-program's code and the site's, or the site's alone with its address.
 * @param {{ address: string, programCode: string | null }} props */
const Codes = ({ address, programCode }) =>
  programCode
    ? html`<div class="sh-codes sh-two">
      <div><img class="sh-program" src=${programCode} alt="小程序码" /><p><b>微信扫码</b>打开小程序</p></div>
      <div>
        <${QrCode} text=${address} label="打开采集任务的二维码" />
        <p><b>浏览器扫码</b>手机、电脑网页<small class="sh-address">${address}</small></p>
      </div>
    </div>`
    : html`<div class="sh-codes">
      <${QrCode} text=${address} label="打开采集任务的二维码" />
      <div><b>扫码办理</b><p>手机、电脑网页</p><p class="sh-address">${address}</p></div>
    </div>`;

/** @param {{ notice: Notice }} props */
const When = ({ notice: { day, hour, code, code_note: codeNote, price, price_note: priceNote } }) => html`
  <div class="sh-when">
    <div><span>截止</span><strong>${day}</strong><em>${hour}</em></div>
    <div>
      <span>特征码</span>
      <strong class=${code.length > LONG_CODE ? 'sh-code sh-small' : 'sh-code'}>${code}</strong>
      <em>${codeNote}</em>
    </div>
    <div><span>费用</span><strong>${price}</strong><em>${priceNote}</em></div>
  </div>
`;

/** programCode: where the picture of the mini-program's code is; label: read to whoever cannot see the sheet.
 * @param {{ notice: Notice, programCode?: string | null, label: string }} props */
export const Sheet = ({ notice, programCode = null, label }) => html`<article class="sheet" aria-label=${label}>
  <div class="sh-head"><${Mark} /><span>${notice.service}</span><span class="sh-right">${notice.schools}</span></div>
  <h2 class=${`sh-title ${sizeOf(notice.title)}`}>${notice.title}</h2>
  <p class="sh-sub">${notice.lead}</p>
  <${When} notice=${notice} />
  <${Codes} address=${notice.address} programCode=${programCode} />
  <ol class="sh-steps">${notice.steps.map(
    ({ what, how }, at) => html`<li><b>${at + 1}</b><strong>${what}</strong><p>${how}</p></li>`,
  )}</ol>
  <div class="sh-photo">
    <figure><${Portrait} label="合格示例" ...${GOOD[1]} /><figcaption>这样可以</figcaption></figure>
    <ul>${notice.rules.map(
      ({ wanted, text }) => html`<li class=${wanted ? null : 'sh-no'}><b>${wanted ? '要' : '不要'}</b>${text}</li>`,
    )}</ul>
  </div>
  <div class="sh-foot"><span>适用：${notice.levels}</span><span>不会办：${notice.contacts}</span></div>
</article>`;
