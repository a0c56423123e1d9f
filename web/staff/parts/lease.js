/** How long a picture is still hers; the API asks its own clock again. */
import { html } from '../../shared/vendor/preact.js';
import { useSecondsUntil } from '../../shared/hooks.js';
import { howLong } from '../../shared/words.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

const SOON = 60; // seconds: time for a last look

/** @param {{ busy: boolean, onMore: () => unknown, children?: Children }} props */
const More = ({ busy, onMore, children }) => html`
  <button type="button" class="text-btn" aria-busy=${busy || null} onClick=${onMore}>${children}</button>
`;

/** onMore: takes it for longer, or once more when it is over; onNext: takes another instead.
 * @param {{ until: number, busy: boolean, onMore: () => unknown, onNext: () => unknown }} props */
export function Lease({ until, busy, onMore, onNext }) {
  const left = useSecondsUntil(until) ?? 0;
  if (left === 0) {
    return html`<div class="notice notice-bad" role="alert">
      <p class="error-what">审核时间已到，照片已回到队列</p>
      <p>还没有人领取时可以再次领取，已选的原因不会丢失。</p>
      <p class="acts">
        <${More} busy=${busy} onMore=${onMore}>再次领取这张<//><${More} busy=${busy} onMore=${onNext}>领取下一张<//>
      </p>
    </div>`;
  }
  const soon = left <= SOON;
  return html`<div class=${soon ? 'notice notice-warn lease' : 'lease'}>
    <p>还剩 <strong role="timer">${howLong(left)}</strong></p>
    <p class="unseen" role="status">${soon && '审核时间不足 1 分钟'}</p>
    <${More} busy=${busy} onMore=${onMore}>延长时间<//>
  </div>`;
}
