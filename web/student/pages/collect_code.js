/** For a task with collection codes: what the code is, and its picture. */
import { html, useCallback, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { askUpload, readCode } from '../generated/client.js';
import { MESSAGES } from '../../shared/generated/messages.js';
import { Refusal } from '../../shared/http.js';
import { useKept, useUrl, useWork } from '../../shared/hooks.js';
import { drop, keep } from '../../shared/kept.js';
import { reduce } from '../reduce.js';
import { upload } from '../../shared/upload.js';
import { Await, Button, Card, Doing, ErrorBox, Page } from '../../shared/ui.js';
import { Icon } from '../parts/icon.js';
import { Steps } from '../../shared/student/steps.js';
import { DropZone, FileButton, Progress } from '../parts/drop_zone.js';
import { Contest } from '../parts/contest.js';
import { go } from '../../shared/router.js';
import { step, useTask } from '../task.js';

/** @import { PublicTask } from '../../shared/generated/types' */
/** @import { Sent } from '../../shared/upload.js' */

const MOST_SENT = 3 * 1024 * 1024; // bytes; a picture of a code needs no more

/** {blob, image} of `reduce`; the file as it is where the server takes it: making it smaller would blur the code.
 * @param {File} file */
async function sendable(file) {
  const { blob, image } = await reduce(file).catch(() => {
    throw new Refusal({ code: 'bad_format', message: MESSAGES.bad_format[0], action: MESSAGES.bad_format[1] }, 415);
  });
  const smaller =
    blob === file || file.size > MOST_SENT || !['image/jpeg', 'image/png', 'image/webp'].includes(file.type);
  return { blob: smaller ? blob : file, image };
}

const About = () => html`<${Card} title="什么是采集码">
  <p>采集码是学信网为每位应届毕业生生成的“图像采集码”（二维码），用来对应您的学籍，一人一码。</p>
  <ol class="howto">
    <li>用手机登录“学信网”App 或学信档案。</li>
    <li>进入“学籍学历”，点击“获取图像采集码”。</li>
    <li>长按二维码图片，选择“保存图片”。不要截图、不要翻拍，以免识别不出。</li>
  </ol>
<//>`;

/** @param {{ name: string, onText: (text: string) => unknown, busy: boolean }} props */
function TextEntry({ name, onText, busy }) {
  const [text, setText] = useKept(name, '');
  const [typed] = useState(text !== ''); // before a reload or a login
  const type = (/** @type {{ target: HTMLInputElement }} */ { target }) => setText(target.value);
  return html`<details class="card details" open=${typed}>
    <summary>没有图片，只有采集码的文字？</summary>
    <div class="field">
      <label for="code-text">采集码文字</label>
      <textarea id="code-text" class="input" rows="3" value=${text} onInput=${type}></textarea>
    </div>
    <${Button} kind="default" busy=${busy} disabled=${!text.trim()} onClick=${() => onText(text.trim())}>识别文字<//>
  </details>`;
}

const ignored = () => {}; // another picture must not stand for the one that is being read

/** @typedef {{ upload_id: string } | { text: string }} Given to be read */
/** @typedef {Given | (() => Promise<Given>)} Wanted how to send it, or what was sent */

/** @param {{ code: string, task: PublicTask }} props */
function Reader({ code, task }) {
  const [progress, setProgress] = useState(/** @type {Sent | null} */ (null));
  const [picked, setPicked] = useState(/** @type {{ file: File, opened: boolean } | null} */ (null));
  const preview = useUrl(picked?.opened ? picked.file : null);
  const [source, setSource] = useState(/** @type {{ wanted: Wanted } | null} */ (null)); // for a second try
  const over = useRef(new AbortController());
  const [run, busy, error] = useWork();

  const read = useCallback(
    (/** @type {Wanted} */ wanted) =>
      run(async () => {
        setSource({ wanted });
        const sent = typeof wanted === 'function' ? await wanted() : wanted;
        setSource({ wanted: sent });
        keep(`read.${task.task_id}`, await readCode({ task_id: task.task_id, ...sent }));
        drop(`order.${task.task_id}`); // it may be another student's code
        drop(`code-text.${task.task_id}`);
        go(step(code, 'info'));
      }),
    [code, task],
  );

  const onFile = useCallback(
    (/** @type {File} */ file) => {
      setPicked({ file, opened: false });
      read(async () => {
        setProgress({ share: 0, waiting: false });
        try {
          const { blob, image } = await sendable(file);
          setPicked({ file, opened: image !== null });
          const ask = () => askUpload({ purpose: 'QR', type: blob.type, size: blob.size });
          const form = await upload({ ask, blob, onProgress: setProgress, signal: over.current.signal });
          return { upload_id: form.upload_id };
        } finally {
          setProgress(null);
        }
      });
    },
    [read],
  );
  useEffect(() => {
    over.current = new AbortController();
    return () => over.current.abort();
  }, []);

  const refusal = html`
    <${ErrorBox} error=${error} retry=${source && (() => read(source.wanted))}
        params=${{ code: error?.code === 'upload_missing' ? null : code }} />
  `;
  const readId = typeof error?.data?.read_id === 'string' && error.data.read_id;
  return html`
    <${Card}>
      <${DropZone} onFile=${busy ? ignored : onFile}>
        ${
          preview
            ? html`
              <img class="drop-preview" src=${preview} alt="已选择的采集码图片" />
            `
            : html`<div class="drop-empty" aria-hidden="true"><${Icon} name="qr" /></div>`
        }
        ${picked && !preview && html`<p>已选择：${picked.file.name}</p>`}
        ${
          progress
            ? html`<${Progress} ...${progress} />`
            : busy
              ? html`<${Doing}>正在识别采集码……<//>`
              : html`
                <${FileButton} name="collect-code" label=${picked ? '换一张图片' : '选择采集码图片'} onFile=${onFile} />
                <p class="hint only-wide">也可以把图片拖到这里，或按 Ctrl+V 粘贴</p>
              `
        }
      <//>
      ${
        readId && source
          ? html`
            <${Contest} key=${readId} taskId=${task.task_id} readId=${readId} onFree=${() => read(source.wanted)}>
              ${refusal}
            <//>
          `
          : refusal
      }
    <//>
    <${TextEntry} name=${`code-text.${task.task_id}`} busy=${busy}
        onText=${(/** @type {string} */ text) => read({ text })} />
  `;
}

/** @param {{ code: string }} props */
export default function CollectCode({ code }) {
  const loaded = useTask(code);
  return html`
    <${Page} title="上传采集码" lead="系统从采集码识别您的学籍信息，不需要手工填写。" back=${`#${step(code)}`} wide>
      <${Steps} at=${1} />
      <div class="two">
        <div class="beside"><${Await} of=${loaded}>${(task) => html`<${Reader} code=${code} task=${task} />`}<//></div>
        <${About} />
      </div>
    <//>
  `;
}
