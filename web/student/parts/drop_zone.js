/** Picks a picture: tap, drag or paste. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';

const picture = (list) => [...(list ?? [])].find((file) => file.type.startsWith('image/')) ?? null;

/** label: of the input; capture: opens the camera at once on a phone. */
export function FileButton({ label, onFile, capture = null, kind = 'primary', disabled = false, name }) {
  const choose = ({ target }) => {
    const [file] = target.files;
    target.value = ''; // the same file may be picked again
    if (file) onFile(file);
  };
  return html`<label class=${`weui-btn weui-btn_${kind} file-btn`} aria-disabled=${disabled || null}>
    <input type="file" name=${name} accept="image/jpeg,image/png,image/webp,image/heic" capture=${capture} onChange=${choose} disabled=${disabled} />${label}
  </label>`;
}

/** Also takes what is dropped on it or pasted anywhere on the page. */
export function DropZone({ onFile, children }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const paste = (event) => {
      const file = picture(event.clipboardData?.files);
      if (!file) return;
      event.preventDefault();
      onFile(file);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, [onFile]);
  const drag = (on) => (event) => {
    event.preventDefault();
    setOver(on);
  };
  const drop = (event) => {
    drag(false)(event);
    const file = picture(event.dataTransfer.files);
    if (file) onFile(file);
  };
  return html`<div class=${over ? 'drop drop-over' : 'drop'} onDragEnter=${drag(true)} onDragOver=${drag(true)} onDragLeave=${drag(false)} onDrop=${drop}>${children}</div>`;
}

export const Progress = ({ share, waiting, text = '正在上传' }) => html`<div class="progress" role="status">
  <p>${waiting ? '网络断开，恢复后自动继续上传' : share >= 1 ? '上传完成，正在处理' : `${text} ${Math.round(share * 100)}%`}</p>
  <progress max="1" value=${waiting ? null : share} aria-label="上传进度"></progress>
</div>`;
