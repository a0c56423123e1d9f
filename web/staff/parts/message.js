/** A message of several lines to be sent on, with a button that copies it. */
import { html, useRef, useState } from '../../shared/vendor/preact.js';
import { Button } from '../ui/button.js';

const ROWS = 6;

/** @param {{ id: string, label: string, text: string }} props */
export function Message({ id, label, text }) {
  const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [said, setSaid] = useState('');
  const copy = async () => {
    box.current?.select();
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    ); // a browser may forbid it
    setSaid(done ? '已复制' : '请按 Ctrl+C 复制选中的文字');
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <textarea class="input" id=${id} rows=${ROWS} readonly value=${text} ref=${box}></textarea>
    <p class="bar">
      <${Button} kind="default" mini onClick=${copy}>复制<//><span class="hint" role="status">${said}</span>
    </p>
  </div>`;
}
