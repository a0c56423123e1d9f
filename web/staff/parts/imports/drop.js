/** Where a file is dropped, or chosen with the keyboard. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { sizeOf } from '../../sizes.js';
import { Icon } from '../../ui/icon.js';

/** @import { Children } from '../../../shared/vendor/preact.js' */

export const TYPES = '.csv,.txt,.xls,.xlsx';

/** Whether files are dragged, and not text of the page.  @param {DragEvent} event */
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

/** [whether a file is over it, handlers] of an element that files are dropped on.
 * @param {(file: File) => unknown} onFile
 * @returns {[boolean, Record<string, (event: DragEvent) => void>]} */
export function useDrop(onFile) {
  const [over, setOver] = useState(false);
  const held = (/** @type {boolean} */ is) => (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(is);
    const file = is ? null : event.dataTransfer?.files[0];
    if (file) onFile(file);
  };
  return [over, { onDragOver: held(true), onDragLeave: () => setOver(false), onDrop: held(false) }];
}

/** name: of its field; file: the chosen one; onFile(file)
 * @param {{ name: string, file: File | null, error?: string | null, hint: Children,
 *   onFile: (file: File | null) => unknown }} props */
export function Drop({ name, file, error = null, hint, onFile }) {
  const [over, zone] = useDrop(onFile);
  return html`<div class=${error ? 'field field-bad' : 'field'}>
    <div class=${over ? 'drop drop-over' : 'drop'} ...${zone}>
      <${Icon} name="import" />
      <b class="drop-name">${file ? file.name : '把表格拖到这里'}</b>
      <label for=${name}>${file ? '换一个文件' : '选择文件'}</label>
      <input type="file" id=${name} name=${name} class="unseen" accept=${TYPES} aria-label="文件"
          aria-describedby=${`${name}-hint`} aria-invalid=${error ? 'true' : null}
          onChange=${(/** @type {{ target: HTMLInputElement }} */ { target }) => {
            onFile(target.files?.[0] ?? null);
            target.value = ''; // so that the same file, mended, is taken again
          }} />
      <span class="small" id=${`${name}-hint`}>${file ? sizeOf(file.size) : hint}</span>
    </div>
    ${error && html`<p class="field-error">${error}</p>`}
  </div>`;
}
