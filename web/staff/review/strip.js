/** Below the picture: its last rejection, another student's that is the same, and what comes next. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';

/** @import { Held } from './round/hands.js' */

/** @param {{ held: Held, next: Held[] }} props */
export function Strip({ held: { order, earlier, same }, next }) {
  const last = earlier.at(-1);
  return html`<div class="strip">
    <div class="strip-part">
      ${last?.url && html`<img src=${last.url} alt="上次被驳回的照片" />`}
      <p>
        <b class="b">${order.correcting ? '勘误' : '上次驳回'}</b>${' '}
        ${last && html`<span class="soft">${when(last.at)}</span>`}<br />
        <span class=${last ? null : 'soft'}>${last ? last.reasons.join('；') : toCorrect(order)}</span>
      </p>
    </div>
    <div class="strip-part">
      ${same?.url && html`<img src=${same.url} alt="与他人相同的照片" />`}
      <p>
        <b class="b">与他人相同</b><br />
        ${
          same
            ? html`<a href=${`#/orders/${same.order_id}`}>${same.number}</a>`
            : html`<span class="good">没有相同的照片</span>`
        }
      </p>
    </div>
    <div class="strip-part push">
      <p>
        <b class="b">接下来</b><br />
        <span class="soft">${next.length > 0 ? `已备好 ${next.length} 张` : '没有了'}</span>
      </p>
      ${next
        .slice(0, 3)
        .map(({ order: { order_id: id }, url, seen }) => seen === 'there' && html`<img key=${id} src=${url} alt="" />`)}
    </div>
  </div>`;
}

/** @param {Held['order']} order */
export function toCorrect({ correcting, rejections, to_correct: about, rejection }) {
  if (!correcting) return rejections > 0 ? '没有照片可看' : '没有，这是第 1 次提交';
  const { reasons = [], note } = about ?? rejection ?? {};
  return [...reasons.map(({ message }) => message), note].filter(Boolean).join('；') || '上报后需要更正';
}
