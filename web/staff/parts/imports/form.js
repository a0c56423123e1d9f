/** A table to import: what it is, for which task, the file, and why. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useWork, useWrong } from '../../../shared/hooks.js';
import { Button, ErrorBox, Field, focusFirst, Tick } from '../../../shared/ui.js';
import { startImport } from '../../generated/client.js';
import { MOST_REASON, wrongReason } from '../ask.js';
import { Drop } from './drop.js';
import { Examples } from './examples.js';
import { Sending, useSend } from './send.js';
import { KINDS, kindOf } from './words.js';

/** @import { DeskTask, ImportView } from '../../../shared/generated/types' */

const LOOKED_AT = 2000; // bytes from the beginning of a CSV

/** The kind that a file tells of itself, by its name or the head of its table; null if it does not.
 * @param {File} file */
async function guess(file) {
  const head = /\.csv$/i.test(file.name) ? await file.slice(0, LOOKED_AT).text() : '';
  return kindOf(head) ?? kindOf(file.name);
}

/** @param {{ kind: string, file: File | null, reason: string }} props @param {boolean} fits
 * @returns {Record<string, string | null>} */
function wrongOf({ kind, file, reason }, fits) {
  return {
    task: KINDS[kind].isFor && !fits ? '请选择任务' : null,
    file: !file ? '请选择文件' : file.size === 0 ? '文件是空的' : null,
    reason: wrongReason(reason),
  };
}

/** tasks: of the branch; first: {kind, task} chosen already; onStarted(import).
 * @param {{ tasks: DeskTask[], first: { kind?: string, task?: string },
 *   onStarted: (job: ImportView) => unknown }} props */
export function ImportForm({ tasks, first, onStarted }) {
  const [form, setForm] = useState({
    kind: KINDS[first.kind ?? ''] ? (first.kind ?? '') : 'ROSTER',
    chosen: Boolean(KINDS[first.kind ?? '']), // the kind, by a person: no file overrides her
    told: /** @type {string | null} */ (null), // the kind by the file
    task: first.task ?? '',
    file: /** @type {File | null} */ (null),
    reason: '',
    hold: false,
  });
  const [wrong, setWrong, mend] = useWrong();
  const [send, share, hasLeft] = useSend();
  const [run, busy, error] = useWork();
  const { kind, file, reason, told, chosen } = form;
  const other = told !== null && told !== kind ? told : '';
  const { isFor } = KINDS[kind];
  const fitting = isFor ? tasks.filter(isFor) : [];
  const task = fitting.find(({ task_id: id }) => id === form.task);
  const set =
    (/** @type {string} */ name) =>
    (/** @type {{ target: { value: string } }} */ { target }) => {
      const next = { ...form, [name]: target.value, chosen: form.chosen || name === 'kind' };
      const { isFor: is } = KINDS[next.kind];
      setForm(next);
      mend(
        name,
        wrongOf(
          next,
          tasks.some((one) => one.task_id === next.task && is?.(one)),
        )[name],
      );
    };

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = wrongOf(form, task !== undefined);
    setWrong(errors);
    if (focusFirst(errors) || !file) return;
    run(async () => {
      const uploadId = await send(file);
      if (!uploadId) return; // she left before anything was begun
      const started = await startImport({
        kind,
        upload_id: uploadId,
        task_id: task?.task_id ?? null,
        reason: reason.trim(),
        file_name: file.name.slice(0, 200),
        hold: kind === 'CHSI' && form.hold,
      });
      if (!hasLeft()) onStarted(started);
    });
  };
  const choose = async (/** @type {File | null} */ next) => {
    if (!next) return;
    setForm((before) => ({ ...before, file: next }));
    mend('file');
    const told = await guess(next);
    setForm((before) => {
      if (before.file !== next) return before; // another one came since
      return { ...before, told, kind: before.chosen || !told ? before.kind : told };
    });
  };
  const at = (/** @type {string} */ name) => wrong[name] ?? (error?.field === name ? error.message : null);
  return html`
    <form class="card import-form" onSubmit=${submit} noValidate>
      <h2>新的导入</h2>
      <${Drop} name="file" file=${file} error=${at('file')} hint="XLSX、XLS、CSV，不超过 10 MB" onFile=${choose} />
      <${Field} name="kind" label="表格" as="select" value=${kind} onInput=${set('kind')}
          hint=${other ? `文件像是“${KINDS[other].name}”` : told && !chosen ? '按文件认出来的，不对请改' : null}
          beside=${
            other &&
            html`<${Button} kind="default" mini onClick=${() => set('kind')({ target: { value: other } })}>
              改为${KINDS[other].name}
            <//>`
          }>
        ${Object.entries(KINDS).map(
          ([value, { name }]) => html`<option value=${value} selected=${value === kind}>
            ${name}
          </option>`,
        )}
      <//>
      ${
        isFor &&
        html`
          <${Field} name="task" label="任务" as="select" required value=${form.task} onInput=${set('task')}
              error=${at('task')} hint=${fitting.length ? null : '还没有可以导入这种表格的任务'}>
            <option value="">请选择</option>
            ${fitting.map(
              ({ task_id: id, settings }) => html`<option value=${id} selected=${id === form.task}>
                ${settings.title}（${settings.code}）
              </option>`,
            )}
          <//>
        `
      }
      ${
        kind === 'CHSI' &&
        html`<${Tick} name="hold" checked=${form.hold}
            onChange=${(/** @type {boolean} */ hold) => setForm((before) => ({ ...before, hold }))}>
          不通过的先不发起勘误，看过照片后在“学信网退回”里发起
        <//>`
      }
      <${Field} name="reason" label="原因" required most=${MOST_REASON} autocomplete="off" value=${reason}
          onInput=${set('reason')} error=${at('reason')} hint="记入审计记录" />
      <${Sending} of=${share} />
      <${ErrorBox} error=${error} />
      <${Button} type="submit" busy=${busy}>上传并检查<//>
      <p class="hint">整张表都正确才写入；有错的行可以在网页上改，或下载改好再传回。</p>
    </form>
    ${(task || !isFor) && html`<${Examples} kind=${kind} taskId=${isFor ? (task?.task_id ?? null) : null} />`}
  `;
}
