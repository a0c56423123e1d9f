/** A number to read out or to paste: of an order, of a payment, of a parcel. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** text: what is copied; shown: the same as people read it.
 * @param {{ text: string, shown?: string, what: string }} props */
export function Copied({ text, shown = text, what }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    ); // a browser may forbid it
    setSaid(done ? '已复制' : '请选中后复制');
  };
  return html`<span class="copied">
    <span class="mono small">
      ${shown}
    </span> <button type="button" class="link-btn tap" aria-label=${`复制${what}`} onClick=${copy}>
      <${Icon} name="copy" small />复制
    </button>
    <span class="small" role="status">${said}</span>
  </span>`;
}
