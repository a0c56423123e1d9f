/** Matches the heading of a refused table to columns by hand; the branch's next tables of the kind are read so, too. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded, useWork } from '../../../shared/hooks.js';
import { Await, ErrorBox, Field } from '../../../shared/ui.js';
import { matchColumns, showTableKind } from '../../generated/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { changedOf, matchedOf } from './words.js';

/** @import { ImportView, TableKind } from '../../../shared/generated/types' */

/** onSent(import): it is read again.
 * @param {{ job: ImportView, onSent: (job: ImportView) => unknown }} props */
export function Match({ job, onSent }) {
  const { kind, task_id: task, head, import_id: id } = job;
  const loaded = useLoaded(() => showTableKind(kind, { task_id: task }), [kind, task]);
  const [typed, setTyped] = useState(/** @type {Record<string, string>} */ ({}));
  const [run, busy, error] = useWork();
  return html`<${Card} title="对应列名" foot="本社以后的同类表格也这样读；列名与这里相同的，不用再对应。">
    <${Await} of=${loaded}>${(/** @type {TableKind} */ { columns }) => {
      const read = matchedOf(columns, head);
      const chosen = { ...read, ...typed };
      const changed = changedOf(read, typed);
      const lacks = columns.some(({ name, needed }) => needed && !chosen[name]);
      return html`
        ${columns.map(
          ({ name, needed }) => html`<${Field} key=${name} name=${`match-${name}`} label=${name} as="select"
              required=${needed} value=${chosen[name]}
              onInput=${(/** @type {{ target: { value: string } }} */ { target }) =>
                setTyped((before) => ({ ...before, [name]: target.value }))}>
            <option value="">${needed ? '请选择表里的列' : '表里没有'}</option>
            ${head.map((one) => html`<option value=${one} selected=${one === chosen[name]}>${one}</option>`)}
          <//>`,
        )}
        <${ErrorBox} error=${error} />
        <div class="bar">
          <${Button} busy=${busy} disabled=${lacks || Object.keys(changed).length === 0}
              onClick=${() => run(async () => onSent(await matchColumns(id, { columns: changed })))}>
            记住并重新读表
          <//>
        </div>
      `;
    }}<//>
  <//>`;
}
