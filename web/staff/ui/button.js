/** Buttons, and links that look like them, that show the key they have and are pressed by it. */
import { html } from '../../shared/vendor/preact.js';
import { Link, Button as Plain } from '../../shared/ui.js';
import { useKeys } from '../keys.js';
import { Key } from './key.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Rest } from '../../shared/ui.js' */

/** kind: primary (green, one a page: what should be done now), default, risk (red words: it has a consequence), warn
 * (red ground: does it), plain; cap: the key, as it is printed.
 * @param {{ kind?: string, busy?: boolean, disabled?: boolean, cap?: string | null, onClick?: () => unknown,
 *   children?: Children } & Rest} props */
export function Button({ cap = null, children, ...rest }) {
  const { onClick, busy, disabled } = rest;
  useKeys(cap && onClick && !busy && !disabled ? { [cap.toLowerCase()]: onClick } : {});
  return html`<${Plain} ...${rest} aria-keyshortcuts=${cap}>${children}${cap && html`<${Key} of=${cap} />`}<//>`;
}

/** @param {{ href: string, kind?: string, cap?: string | null, children?: Children } & Rest} props */
export function LinkButton({ cap = null, children, ...rest }) {
  const { href } = rest;
  const follow = () => {
    location.hash = href;
  };
  useKeys(cap ? { [cap.toLowerCase()]: follow } : {});
  return html`<${Link} ...${rest} aria-keyshortcuts=${cap}>${children}${cap && html`<${Key} of=${cap} />`}<//>`;
}
