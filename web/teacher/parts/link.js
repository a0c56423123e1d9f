/** What stands behind a link: its page, the way past its lock, or why it does not open. */
import { html } from '../../shared/vendor/preact.js';
import { Await, Card, Heading } from '../../shared/ui.js';
import { useView } from '../view.js';
import { Lock } from './lock.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { TeacherView } from '../../shared/generated/types' */

/** One sentence, and what to do.  @param {{ title: string, what: string, action: string }} props */
export const Closed = ({ title, what, action }) => html`<div class="sheet-page">
  <${Card}><${Heading} title=${title} /><p>${what}。${action}。</p><//>
</div>`;

/** children(view, reload): the page.
 * @param {{ token: string, fresh?: boolean,
 *   children: (view: TeacherView, reload: () => unknown) => Children }} props */
export function OfLink({ token, fresh = true, children }) {
  const loaded = useView(token, fresh);
  const { error, reload } = loaded;
  if (error?.code === 'teacher_link_over')
    return html`<${Closed} title="链接已失效" what=${error.message} action=${error.action} />`;
  if (error?.code === 'teacher_code_needed') {
    const phone = String(/** @type {{ phone?: string } | null} */ (error.data)?.phone ?? '');
    return html`<div class="sheet-page"><${Lock} token=${token} phone=${phone} onProven=${reload} /></div>`;
  }
  return html`<${Await} of=${loaded}>${(/** @type {TeacherView} */ view) => children(view, reload)}<//>`;
}
