/** What an order is called, to be taken elsewhere with one press. */
import { html, useState } from '../../../shared/vendor/preact.js';

/** @param {{ of: string }} props */
export function OrderNumber({ of: number }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(number).then(
      () => true,
      () => false,
    ); // a browser may forbid it
    setSaid(done ? '已复制' : '请选中后按 Ctrl+C');
  };
  return html`
    <span class="mono small">${number}</span>
    <button type="button" class="text-btn small" aria-label="复制订单号" onClick=${copy}>复制</button>
    <span class="small" role="status">${said}</span>
  `;
}
