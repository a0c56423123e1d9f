/** A table to import: what it is, for which task, the file, and why. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { Refusal } from '../../shared/http.js';
import { useWork } from '../../shared/hooks.js';
import { upload } from '../../shared/upload.js';
import { Button, ErrorBox, Field, focusFirst } from '../../shared/ui.js';
import { startImport, uploadTable } from '../generated/client.js';
import { KINDS } from '../import_words.js';
import { CSV, csv } from '../../shared/csv.js';
import { save } from '../../shared/save.js';

/** @import { DeskTask, ImportView, TableForm } from '../../shared/generated/types' */
/** @import { Errors } from '../../shared/hooks.js' */
/** @import { Sent } from '../../shared/upload.js' */

const MB = 1_000_000;

/** The heading and one example row.
 * @param {string} kind @param {DeskTask | undefined} task */
function saveTemplate(kind, task) {
  const { name, columns } = KINDS[kind];
  save(
    `${name}模板.csv`,
    CSV,
    csv([columns(task).map(([column]) => column), columns(task).map(([, example]) => example)]),
  );
}

/** @param {{ max_bytes: number }} props */
const tooLarge = ({ max_bytes: most }) =>
  new Refusal(
    {
      code: 'table_too_large',
      message: `表格不能超过 ${Math.floor(most / MB)} MB`,
      action: '请拆分成几个文件，分别导入',
    },
    422,
  );

/** What the table must look like, and one to fill in.
 * @param {{ kind: string, task: DeskTask | undefined }} props */
const Columns = ({ kind, task }) => html`<div class="columns">
  <p>${KINDS[kind].about}</p>
  <table class="table">
    <caption class="unseen">表格的列</caption>
    <thead><tr><th scope="col">列</th><th scope="col">填写</th></tr></thead>
    <tbody>${KINDS[kind].columns(task).map(
      ([column, , note]) => html`<tr>
        <th scope="row">${column}</th><td>${note}</td>
      </tr>`,
    )}</tbody>
  </table>
  <p class="hint">第一行是表头，可以有其他列。单号、学号、采集码所在的列请先设为“文本”再填写。</p>
  <button type="button" class="text-btn" onClick=${() => saveTemplate(kind, task)}>下载模板</button>
</div>`;

/** Sends a file once, whatever is corrected between two tries. */
function useSent() {
  const sent = useRef({ file: /** @type {File | null} */ (null), id: '' });
  return async (
    /** @type {File} */ file,
    /** @type {(now: Sent) => void} */ onProgress,
    /** @type {AbortSignal} */ signal,
  ) => {
    if (sent.current.file !== file) {
      const onForm = (/** @type {TableForm} */ form) => {
        if (file.size > form.max_bytes) throw tooLarge(form);
      };
      const { upload_id: id } = await upload({ ask: uploadTable, blob: file, onForm, onProgress, signal });
      sent.current = { file, id };
    }
    return sent.current.id;
  };
}

/** @param {{ kind: string, file: File | null, reason: string }} props @param {boolean} fits */
function wrongOf({ kind, file, reason }, fits) {
  return {
    task: KINDS[kind].isFor && !fits ? '请选择任务' : null,
    file: !file ? '请选择文件' : file.size === 0 ? '文件是空的' : null,
    reason: [...reason.trim()].length >= 2 ? null : '请写明原因，至少 2 个字',
  };
}

/** tasks: of the branch; first: {kind, task} chosen already; onStarted(import).
 * @param {{ tasks: DeskTask[], first: { kind: string, task?: string },
 *   onStarted: (job: ImportView) => unknown }} props */
export function ImportForm({ tasks, first, onStarted }) {
  const [form, setForm] = useState({
    kind: KINDS[first.kind] ? first.kind : 'ROSTER',
    task: first.task ?? '',
    file: /** @type {File | null} */ (null),
    reason: '',
  });
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const [share, setShare] = useState(/** @type {Sent | null} */ (null));
  const [run, busy, error] = useWork();
  const send = useSent();
  const over = useRef(new AbortController());
  useEffect(() => {
    over.current = new AbortController();
    return () => over.current.abort();
  }, []);
  const { kind, file, reason } = form;
  const { isFor } = KINDS[kind];
  const fitting = isFor ? tasks.filter(isFor) : [];
  const task = fitting.find(({ task_id: id }) => id === form.task);
  const set =
    (/** @type {string} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      setForm((before) => ({ ...before, [name]: target.value }));

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = wrongOf(form, task !== undefined);
    setWrong(errors);
    if (focusFirst(errors) || !file) return;
    run(async () => {
      try {
        const { signal } = over.current;
        const uploadId = await send(file, setShare, signal);
        if (signal.aborted) return; // she left before anything was begun
        const started = await startImport({
          kind,
          upload_id: uploadId,
          task_id: task?.task_id ?? null,
          reason: reason.trim(),
        });
        if (!signal.aborted) onStarted(started);
      } finally {
        setShare(null);
      }
    });
  };
  const at = (/** @type {string} */ name) => wrong[name] ?? (error?.field === name ? error.message : null);
  return html`<form class="card import-form" onSubmit=${submit} noValidate>
    <h2>新的导入</h2>
    <${Field} name="kind" label="表格" as="select" value=${kind} onInput=${set('kind')}>
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
    ${(task || !isFor) && html`<${Columns} kind=${kind} task=${task} />`}
    <div class=${at('file') ? 'field field-bad' : 'field'}>
      <label for="file">文件</label>
      <input type="file" id="file" name="file"
          accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          aria-describedby="file-hint"
          onChange=${({ target }) => setForm((before) => ({ ...before, file: target.files?.[0] ?? null }))} />
      <p class="hint" id="file-hint">CSV 或 XLSX。有一行不正确，整张表都不导入，并列出每一处错误。</p>
      ${at('file') && html`<p class="field-error">${at('file')}</p>`}
    </div>
    <${Field} name="reason" label="原因" required maxlength="200" autocomplete="off" value=${reason}
        onInput=${set('reason')} error=${at('reason')} hint="记入审计记录" />
    ${
      share &&
      html`<div class="progress" role="status">
        <progress max="1" value=${share.share} aria-label="上传进度"></progress>
        ${share.waiting ? '网络已断开，恢复后自动继续……' : '正在上传……'}
      </div>`
    }
    <${ErrorBox} error=${error} />
    <${Button} type="submit" busy=${busy}>开始导入<//>
  </form>`;
}
