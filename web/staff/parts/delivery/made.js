/** How far files are that are made behind the scenes, and how long it will take. */
import { html, useRef } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { timeLeft } from '../../time_left.js';
import { DoneOf } from '../../ui/done_of.js';

const LEAVE = '可以离开这个页面';

/** How long until all is done, as fast as it went since this page looked first; "" before anything was done since.
 * @param {number} done @param {number} total */
function useLeft(done, total) {
  const first = useRef({ done, at: now() });
  if (done < first.current.done) first.current = { done, at: now() }; // begun again
  return timeLeft((now() - first.current.at) / 1000, done - first.current.done, total - first.current.done);
}

/** label: what is counted.  @param {{ label: string, done: number, total: number }} props */
export function Made({ label, done, total }) {
  const left = useLeft(done, total);
  if (total === 0) return html`<p class="hint">正在后台进行，完成后自动显示，${LEAVE}。</p>`;
  return html`
    <${DoneOf} label=${label} done=${done} total=${total} left=${[left, LEAVE].filter(Boolean).join('，')} />
  `;
}
