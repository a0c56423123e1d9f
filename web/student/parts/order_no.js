/** An order's number, to read out or to paste: the branch asks for it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

export function OrderNo({ id }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(id).then(() => true, () => false); // a browser may forbid it
    setSaid(done ? '已复制' : '请选中号码后复制');
  };
  return html`<span class="mono small">${id}</span> <button type="button" class="link-btn tap" aria-label="复制订单号" onClick=${copy}><${Icon} name="copy" small />复制</button>
    ${' '}<span class="small" role="status">${said}</span>`;
}
