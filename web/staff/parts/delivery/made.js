/** How far files are that are made behind the scenes, and how long it will take. */
import { html, useRef } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { DoneOf } from '../../ui/done_of.js';

const LEAVE = '可以离开这个页面';
const MINUTE = 60;

/** Nobody needs it to the second.  @param {number} seconds */
export const roughly = (seconds) =>
  seconds < MINUTE ? `${Math.max(10, Math.ceil(seconds / 10) * 10)} 秒` : `${Math.ceil(seconds / MINUTE)} 分`;

/** Seconds until all is done, as fast as it went since this page looked first; null before anything was done since.
 * @param {number} done @param {number} total */
function useSecondsLeft(done, total) {
  const first = useRef({ done, at: now() });
  if (done < first.current.done) first.current = { done, at: now() }; // begun again
  const since = done - first.current.done;
  return since > 0 && done < total ? ((now() - first.current.at) / 1000 / since) * (total - done) : null;
}

/** label: what is counted.  @param {{ label: string, done: number, total: number }} props */
export function Made({ label, done, total }) {
  const left = useSecondsLeft(done, total);
  if (total === 0) return html`<p class="hint">正在后台进行，完成后自动显示，${LEAVE}。</p>`;
  return html`
    <${DoneOf} label=${label} done=${done} total=${total}
        left=${left === null ? LEAVE : `还要约 ${roughly(left)}，${LEAVE}`} />
  `;
}
