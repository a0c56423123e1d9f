/** How long the pictures are still hers; the API asks its own clock again. */
import { html } from '../../shared/vendor/preact.js';
import { useSecondsUntil } from '../../shared/hooks.js';
import { SOON_MS } from './round/leases.js';

/** @import { Round } from './round/round.js' */

const AROUND = 50.3; // of the ring
const WHOLE = 300; // seconds of a fresh lease

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** @param {{ round: Round }} props */
export function Lease({ round }) {
  const left = useSecondsUntil(round.hands.leases.end);
  if (left === null) return null;
  const soon = left * 1000 <= SOON_MS;
  const share = Math.min(1, left / WHOLE) * AROUND;
  return html`<div class=${soon ? 'lease lease-soon' : 'lease'} title="有操作时自动延长；到时没有决定的照片回到队列">
    <svg class="ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle class="a" cx="10" cy="10" r="8" />
      <circle class="z" cx="10" cy="10" r="8" stroke-dasharray=${`${share.toFixed(1)} ${AROUND}`} />
    </svg>
    <span>
      <b class="b" role="timer">${clock(left)}</b><br />
      <span class="tiny soft">${soon ? '后放回，按任意键延长' : '后自动放回'}</span>
    </span>
    <span class="unseen" role="status">${soon && '审核时间不足 30 秒，按任意键延长'}</span>
  </div>`;
}
