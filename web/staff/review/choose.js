/** The reasons a reviewer chooses from: those with a key, or whatever fits what she types. */
import { html, useLayoutEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';
import { fits, SHORT, WITH_NOTE } from './reasons.js';
import { stay, Tool } from './tool.js';

/** @import { ReasonRow } from '../../shared/generated/types' */

/** @param {{ row: ReasonRow, letter?: string, on: boolean, onToggle: (code: string) => unknown }} props */
const Reason = ({ row: { code, message }, letter, on, onToggle }) => html`
  <button type="button" class="reason" aria-pressed=${String(on)} title=${message}
      onMouseDown=${stay} onClick=${() => onToggle(code)}>
    ${letter && html`<${Key} of=${letter.toUpperCase()} />`}
    <span>${SHORT[code] ?? message}</span>${on && html`<${Icon} name="check" small />`}
  </button>
`;

/** Enter chooses the first and leaves, so that the next one is for the picture; Esc leaves.
 * @param {{ rows: ReasonRow[], picked: string[], onToggle: (code: string) => unknown,
 *   onLeave: () => unknown }} props */
function Finder({ rows, picked, onToggle, onLeave }) {
  const [words, setWords] = useState('');
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => field.current?.focus(), []); // the next key is for it
  const found = rows.filter(fits(words.split(/\s+/).filter(Boolean)));
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (found.length === 0 || event.repeat) return;
      const first = words.trim() && found.find(({ code }) => !picked.includes(code));
      if (first) onToggle(first.code);
      onLeave();
    }
  };
  return html`
    <input class="input" type="text" autocomplete="off" aria-label="查找原因" ref=${field} value=${words}
        placeholder="例如 眼镜；回车选第一项，再按回车驳回"
        onInput=${({ target }) => setWords(target.value)} onKeyDown=${press} />
    <div class="reasons reasons-found">
      ${found.map(
        (row) => html`
          <${Reason} key=${row.code} row=${row} on=${picked.includes(row.code)} onToggle=${onToggle} />
        `,
      )}
    </div>
    ${found.length === 0 && html`<p class="soft small">没有这样的原因，可以选“${SHORT[WITH_NOTE]}”并写明。</p>`}
  `;
}

/** rows, keys: of `laidOut`; finding: whether she looks for others.
 * @param {{ rows: ReasonRow[], keys: Record<string, string>, picked: string[], onToggle: (code: string) => unknown,
 *   finding: boolean, onFinding: (on: boolean) => unknown, wrong: string | null }} props */
export function Choose({ rows, keys, picked, onToggle, finding, onFinding, wrong }) {
  const first = rows.filter(({ code }) => keys[code]);
  const hidden = picked.filter((code) => !keys[code]).length;
  return html`<section class="grow" aria-label="驳回原因">
    <div class="sect">
      <h2>驳回原因</h2>
      <span class="soft small" role="alert">${wrong ? html`<b class="bad">${wrong}</b>` : ''}</span>
      <span class="push"></span>
      <${Tool} kind="plain" size="mini" keys=${['/']} pressed=${finding} onClick=${() => onFinding(!finding)}>
        其余 ${rows.length - first.length} 条${hidden > 0 && `（已选 ${hidden}）`}
      <//>
    </div>
    ${
      finding
        ? html`<${Finder} rows=${rows} picked=${picked} onToggle=${onToggle} onLeave=${() => onFinding(false)} />`
        : html`<div class="reasons">
          ${first.map(
            (row) => html`<${Reason} key=${row.code} row=${row} letter=${keys[row.code]} on=${picked.includes(row.code)}
                onToggle=${onToggle} />`,
          )}
        </div>`
    }
  </section>`;
}
