/** A page that only managers may use; the others are told whom to ask. */
import { html } from '../../shared/vendor/preact.js';
import { Page } from '../../shared/ui.js';
import { useMay } from '../session.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** @param {{ title: string, back?: string, children?: Children }} props */
export function ManagersOnly({ title, back, children }) {
  const may = useMay();
  if (may('MANAGER')) return children;
  return html`<${Page} title=${title} back=${back}>
    <p class="notice notice-warn">您的账号不能进行这项操作，请联系本分社的管理员。</p>
  <//>`;
}
