/** A button that copies a text; where a browser forbids it, the text stands there to be copied by hand. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Button } from '../../shared/ui.js';
import { Icon } from './icon.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** text: or how it is made, when somebody wants it; what it throws is its maker's to show.
 * @param {{ text: string | (() => Promise<string | null>), kind?: string, icon?: 'copy' | 'link', busy?: boolean,
 *   label: string, children?: Children }} props */
export function Copy({ text, kind = 'default', icon = 'copy', busy = false, label, children }) {
  const [said, setSaid] = useState('');
  const [byHand, setByHand] = useState('');
  const copy = async () => {
    const words = typeof text === 'string' ? text : await text();
    if (words === null) return;
    const done = await navigator.clipboard?.writeText(words).then(
      () => true,
      () => false,
    );
    setSaid(done ? '已复制，可以粘贴到群里' : '请长按或选中下面的文字复制');
    setByHand(done ? '' : words);
  };
  return html`<div class="copy">
    <${Button} kind=${kind} busy=${busy} onClick=${copy}><${Icon} name=${icon} />${children}<//>
    <p class="tiny" role="status">${said}</p>
    ${
      byHand &&
      html`<textarea class="input by-hand" readonly rows="4" aria-label=${label}
        onFocus=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => target.select()}>${byHand}</textarea>`
    }
  </div>`;
}
