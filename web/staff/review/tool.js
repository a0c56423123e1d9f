/** A button of the review desk, with the key that does the same. */
import { html } from '../../shared/vendor/preact.js';
import { Button } from '../../shared/ui.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** The focus stays where it is, so that the next key is for the picture and not for the button.
 * @param {Event} event */
export const stay = (event) => event.preventDefault();

/** kind: of `Button`; size: "mini", "large" or ""; icon: a sign; keys: as they are printed; off: it does nothing now,
 * and says why where `why` is; pressed: of one that is on or off.
 * @param {{ kind?: string, size?: string, icon?: string, keys?: string[], off?: boolean, why?: string,
 *   pressed?: boolean, onClick: () => unknown, children?: Children }} props */
export const Tool = ({ kind = 'default', size = '', icon, keys = [], off = false, why, pressed, onClick, children }) =>
  html`<${Button} class=${`weui-btn weui-btn_${kind}${size && ` weui-btn_${size}`}`} aria-disabled=${off || null}
      aria-pressed=${pressed === undefined ? null : String(pressed)} title=${(off && why) || null} onMouseDown=${stay}
      onClick=${() => off || onClick()}>
    ${icon && html`<${Icon} name=${icon} small />`}<span>${children}</span>
    ${keys.map((key) => html`<${Key} of=${key} />`)}
  <//>`;
