/** What a reviewer is told beside her work: what may be taken back, what was refused, what does not get through. */
import { html } from '../../shared/vendor/preact.js';
import { Tool } from './tool.js';

/** @import { Round } from './round/round.js' */

/** Of the last page or picture, while it is not sent.  @param {{ round: Round }} props */
export function UndoPage({ round }) {
  const batch = round.given.outbox.batches.at(-1);
  return html`<div class="prev push">
    ${
      batch &&
      html`
        <span class="prev-words">
          <span class="soft">${batch.kind === 'page' ? `上一页 ${batch.decisions.length} 张` : '上一张'}</span>
          <span>${batch.kind === 'page' ? '翻页或 1 分钟后生效' : '看完下一张或 1 分钟后生效'}</span>
        </span>
        <${Tool} size="mini" icon="undo" keys=${['Z']} onClick=${() => round.undo()}>撤销<//>
      `
    }
  </div>`;
}

/** Over the work, so that nothing moves.  @param {{ round: Round }} props */
export function Notes({ round }) {
  const { outbox } = round.given;
  const missed = [...round.missed, ...outbox.missed];
  const waiting = outbox.trouble && outbox.queue.length;
  return html`<div class="notes">
    <div role="status">
      ${
        waiting
          ? html`<p class="note note-warn">
            ${waiting} 个决定还没有送到：${outbox.trouble?.message}。已经记下，会自动再送，可以继续审核。
          </p>`
          : null
      }
    </div>
    <div role="alert">
      ${
        missed.length > 0 &&
        html`<div class="note note-bad">
          <div>
            <p class="b">${missed.length} 张没有作出决定</p>
            <ul>
              ${missed.map(
                ({ orderId, number, message, cure }) => html`<li key=${orderId}>
                  <a href=${`#/orders/${orderId}`}>${number || '订单'}</a>：${message}${cure && `，${cure}`}
                </li>`,
              )}
            </ul>
          </div>
          <${Tool} size="mini" onClick=${() => round.forget()}>知道了<//>
        </div>`
      }
    </div>
  </div>`;
}
