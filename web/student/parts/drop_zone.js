/** Picks a picture: tap, drag or paste. */
import { html, useLayoutEffect, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** label: of the input; kind: of the button, or link; capture: opens the camera at once on a phone. */
export function FileButton({ label, onFile, capture = null, kind = 'primary', disabled = false, name }) {
  const choose = ({ target }) => {
    const [file] = target.files;
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
 * it. */
export function DropZone({ onFile, children }) {
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    // before anybody sees where to drop
    const take = (event, carried) => {
      const file = carried?.files[0];
      if (!file) return;
      event.preventDefault();
      onFile(file);
    };
    const listeners = {
      paste: (event) => take(event, event.clipboardData),
      drop: (event) => {
        setOver(false);
        take(event, event.dataTransfer);
      },
      dragover: ({ dataTransfer }) => setOver(dataTransfer.types.includes('Files')),
      dragleave: ({ relatedTarget }) => {
        if (!relatedTarget) setOver(false);
      }, // out of the window
    };
    Object.entries(listeners).forEach(([name, listener]) => addEventListener(name, listener));
    return () => Object.entries(listeners).forEach(([name, listener]) => removeEventListener(name, listener));
  }, [onFile]);
  return html`<div class=${over ? 'drop drop-over' : 'drop'}>${children}</div>`;
}

export function Progress({ share, waiting, text = '正在上传' }) {
  const sent = share >= 1 ? '上传完成，正在处理' : `${text} ${Math.round(share * 100)}%`;
  return html`<div class="progress" role="status">
    <p>${waiting ? '网络断开，恢复后自动继续上传' : sent}</p>
    <progress max="1" value=${waiting ? null : share} aria-label="上传进度"></progress>
  </div>`;
}
