/** What the student will read, word for word, and the note that goes with it. */
import { html, useLayoutEffect, useRef } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { MOST_NOTE } from '../generated/rules.js';
import { afterRejection } from './tells.js';
import { Tool } from './tool.js';

/** @import { DeskOrder, ReasonRow } from '../../shared/generated/types' */
/** @import { Draft } from './round/hands.js' */

/** Enter and Esc leave it, since a note is one sentence or two; isRejected: as the next Enter does.
 * @param {{ value: string, wrong: boolean, isRejected: boolean, onInput: (text: string) => unknown,
 *   onLeave: () => unknown }} props */
function Note({ value, wrong, isRejected, onInput, onLeave }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useLayoutEffect(() => field.current?.focus(), []); // the next key is for it
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.shiftKey || !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    onLeave();
  };
  return html`<textarea class="input" rows="2" maxlength=${MOST_NOTE} aria-label="给学生的留言" ref=${field}
      aria-describedby="note-keys" value=${value} aria-invalid=${wrong ? 'true' : null} placeholder="给学生的留言"
      onInput=${({ target }) => onInput(target.value)} onKeyDown=${press}></textarea>
    <p id="note-keys" class="soft tiny">写完按回车离开框${isRejected && '，再按回车驳回'}。</p>`;
}

/** picked: the rows of the chosen reasons; writing: whether the note is being written; wrong: it is needed.
 * @param {{ order: DeskOrder, picked: ReasonRow[], draft: Draft, writing: boolean, wrong: boolean,
 *   onNote: (text: string) => unknown, onWriting: (on: boolean) => unknown }} props */
export function Tells({ order, picked, draft: { note }, writing, wrong, onNote, onWriting }) {
  const isRejected = picked.length > 0;
  return html`<section class="tells" aria-label="学生会读到">
    <div class="sect">
      <h2>学生会读到</h2><span class="push"></span>
      <${Tool} kind="plain" size="mini" icon="note" keys=${['B']} pressed=${writing}
          onClick=${() => onWriting(!writing)}>留言<//>
    </div>
    ${
      writing &&
      html`<${Note} value=${note} wrong=${wrong} isRejected=${isRejected} onInput=${onNote}
          onLeave=${() => onWriting(false)} />`
    }
    ${
      isRejected
        ? html`<blockquote aria-live="polite">
          ${picked.map(({ message, cure }) => html`<p class="b">${message}</p><p>${cure}</p>`)}
          ${note.trim() && html`<p class="said"><span class="soft">老师留言：</span>${note.trim()}</p>`}
          <p class="soft small">${afterRejection(order, now())}</p>
        </blockquote>`
        : html`<p class="tells-none" aria-live="polite">
          没有选原因。按 ↵ 通过，学生会看到“待制作”。${note.trim() && '留言只随驳回发出。'}
        </p>`
    }
  </section>`;
}
