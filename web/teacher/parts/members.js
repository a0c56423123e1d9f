/** Those of one class who must act, by their student numbers. */
import { html } from '../../shared/vendor/preact.js';
import { More, usePaged } from '../../shared/paged.js';
import { Await } from '../../shared/ui.js';
import { showPeople } from '../generated/client.js';
import { howMany } from '../figures.js';
import { noticeToClass } from '../notices.js';
import { Copy } from './copy.js';
import { tokenOf } from '../session.js';
import { isClosed } from '../view.js';

/** @import { PeoplePage, PersonProgress, TeacherView } from '../../shared/generated/types' */
/** @import { Row } from '../figures.js' */

/** @param {{ token: string, view: TeacherView, row: Row }} props */
export function Members({ token, view, row }) {
  const paged = usePaged(
    (cursor) =>
      showPeople(tokenOf(token), { college: row.rawCollege, class_name: row.className, missing: true, cursor }),
    ({ people }) => people,
    [token, row.key],
  );
  const words = async () => {
    const all = await paged.rest();
    return all
      ? noticeToClass(
          view,
          row,
          all.map(({ shown }) => shown),
          location.origin,
        )
      : null;
  };
  return html`<${Await} of=${paged.first}>${() => html`
    <p class="tiny">${howMany('要办的 ', paged) || '没有要办的人'}</p>
    <ul class="who">${paged.rows.map(
      (/** @type {PersonProgress} */ { shown, label }) => html`<li>
        <span class="mono">${shown}</span> <span class="tiny">${label}</span>
      </li>`,
    )}</ul>
    <${More} of=${paged} />
    ${
      paged.rows.length > 0 &&
      !isClosed(view) &&
      html`<${Copy} text=${words} busy=${paged.busy} label=${`${row.name}的名单和通知`}>复制名单和通知<//>`
    }
  `}<//>`;
}
