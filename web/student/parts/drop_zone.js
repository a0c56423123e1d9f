/** Picks a picture: tap, drag or paste. */
import { html, useLayoutEffect, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** label: of the input; kind: of the button, or link; capture: opens the camera at once on a phone.
 * @param {{ label: string, onFile: (file: File) => unknown, capture?: string, kind?: string,
 *   disabled?: boolean, name: string }} props */
export function FileButton({ label, onFile, capture, kind = 'primary', disabled = false, name }) {
  const choose = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    const [file] = target.files ?? [];
    target.value = ''; // the same file may be picked again
    if (file) onFile(file);
  };
  return html`
    <label class=${kind === 'link' ? 'tap file-btn' : `weui-btn weui-btn_${kind} file-btn`}
        aria-disabled=${disabled || null}>
      <input type="file" name=${name} accept="image/jpeg,image/png,image/webp,image/heic,.heic,.heif" capture=${capture}
          onChange=${choose} disabled=${disabled} />
      ${kind === 'link' && html`<${Icon} name="camera" small />`}
      ${label}
    </label>
  `;
}

/** Also takes what is dropped or pasted anywhere on the page, whatever it is: who opens it says what is wrong with
 * it.
 * @param {{ onFile: (file: File) => unknown, children?: Children }} props */
export function DropZone({ onFile, children }) {
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    // before anybody sees where to drop
    const take = (/** @type {Event} */ event, /** @type {DataTransfer | null} */ carried) => {
      const file = carried?.files[0];
      if (!file) return;
      event.preventDefault();
      onFile(file);
    };
    const listeners = {
      paste: (/** @type {ClipboardEvent} */ event) => take(event, event.clipboardData),
      drop: (/** @type {DragEvent} */ event) => {
        setOver(false);
        take(event, event.dataTransfer);
      },
      dragover: (/** @type {DragEvent} */ { dataTransfer }) => setOver(Boolean(dataTransfer?.types.includes('Files'))),
      dragleave: (/** @type {DragEvent} */ { relatedTarget }) => {
        if (!relatedTarget) setOver(false);
      }, // out of the window
    };
    /** @type {[string, (event: never) => void][]} */
    const all = Object.entries(listeners);
    all.forEach(([name, listener]) => addEventListener(name, /** @type {EventListener} */ (listener)));
    return () => all.forEach(([name, listener]) => removeEventListener(name, /** @type {EventListener} */ (listener)));
  }, [onFile]);
  return html`<div class=${over ? 'drop drop-over' : 'drop'}>${children}</div>`;
}

/** @param {{ share: number, waiting: boolean, text?: string }} props */
export function Progress({ share, waiting, text = '正在上传' }) {
  const sent = share >= 1 ? '上传完成，正在处理' : `${text} ${Math.round(share * 100)}%`;
  return html`<div class="progress" role="status">
    <p>${waiting ? '网络断开，恢复后自动继续上传' : sent}</p>
    <progress max="1" value=${waiting ? null : share} aria-label="上传进度"></progress>
  </div>`;
}
