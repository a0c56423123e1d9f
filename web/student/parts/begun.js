/** Whoever comes back to a task's steps after saving is told where her order goes on. */
import { html } from '../../shared/vendor/preact.js';
import { kept } from '../../shared/kept.js';
import { Link } from '../../shared/ui.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

/** The order this tab opened last in a task; null when it opened none.
 * @param {string} taskId */
export const begunIn = (taskId) => kept(`order.${taskId}`, /** @type {string | null} */ (null));

/** @param {{ taskId: string, children?: Children }} props */
export function Begun({ taskId, children }) {
  const orderId = begunIn(taskId);
  return (
    orderId &&
    html`<div class="notice" role="status">
      <p>您已在本任务保存过信息。提交照片前可以更正：重新填写后再保存一次。</p>${children}
      <${Link} kind="default" href=${`#/orders/${orderId}`}>继续办理这个订单<//>
    </div>`
  );
}
