/** A text to be taken elsewhere, with a button that does it. */
import { html, useState } from '../../shared/vendor/preact.js';

/** @param {{ id: string, label: string, text: string }} props */
export function Copyable({ id, label, text }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    /** @type {HTMLInputElement} */ (document.getElementById(id)).select();
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    ); // a browser may forbid it
    setSaid(done ? '已复制' : '请按 Ctrl+C 复制选中的文字');
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="field-row">
      <input class="input mono" id=${id} readonly value=${text} onFocus=${({ target }) => target.select()} />
      <button type="button" class="weui-btn weui-btn_default weui-btn_mini" aria-label=${`复制${label}`}
          onClick=${copy}>
        复制
      </button>
    </div>
    <p class="hint" role="status">${said}</p>
  </div>`;
}
