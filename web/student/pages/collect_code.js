/** For a task with collection codes: what the code is, and its picture. */
import { html, useCallback, useEffect, useState } from '../../shared/vendor/preact.js';
import { readCode } from '../../shared/generated/client.js';
import { MESSAGES } from '../../shared/generated/messages.js';
import { Refusal } from '../../shared/http.js';
import { useWork } from '../../shared/hooks.js';
import { keep } from '../../shared/kept.js';
import { reduce } from '../../shared/reduce.js';
import { upload } from '../../shared/upload.js';
import { Await, Button, Card, ErrorBox, Page, Steps } from '../parts/ui.js';
import { DropZone, FileButton, Progress } from '../parts/drop_zone.js';
import { Takeover } from '../parts/takeover.js';
import { go } from '../routes.js';
import { step, useTask } from '../task.js';

const MOST_SENT = 3 * 1024 * 1024; // bytes; a picture of a code needs no more

/** The file as it is where the server takes it: making it smaller would blur the code. */
async function sendable(file) {
  const { blob } = await reduce(file).catch(() => {
    throw new Refusal({ code: 'bad_format', message: MESSAGES.bad_format[0], action: MESSAGES.bad_format[1] }, 415);
  });
  return blob === file || file.size > MOST_SENT || !['image/jpeg', 'image/png', 'image/webp'].includes(file.type) ? blob : file;
}

const About = () => html`<${Card} title="什么是采集码">
  <p>采集码是学信网为每位应届毕业生生成的“图像采集码”（二维码），用来对应您的学籍，一人一码。</p>
  <ol class="howto">
    <li>用手机登录“学信网”App 或学信档案。</li>
    <li>进入“学籍学历”，点击“获取图像采集码”。</li>
    <li>长按二维码图片，选择“保存图片”。不要截图、不要翻拍，以免识别不出。</li>
  </ol>
<//>`;

function TextEntry({ onText, busy }) {
  const [text, setText] = useState('');
  return html`<details class="card details"><summary>没有图片，只有采集码的文字？</summary>
    <div class="field"><label for="code-text">采集码文字</label>
      <textarea id="code-text" class="input" rows="3" value=${text} onInput=${({ target }) => setText(target.value)}></textarea></div>
    <${Button} kind="default" busy=${busy} disabled=${!text.trim()} onClick=${() => onText(text.trim())}>识别文字<//>
  </details>`;
}

const ignored = () => {}; // another picture must not stand for the one that is being read

function Reader({ code, task }) {
  const [progress, setProgress] = useState(null);
  const [preview, setPreview] = useState(null);
  const [source, setSource] = useState(null); // what was sent last, for a second try with the ID's last four
  const [run, busy, error] = useWork();

  const read = useCallback((wanted, idTail = null) => run(async () => {
    const sent = typeof wanted === 'function' ? await wanted() : wanted;
    setSource(sent);
    const answer = await readCode({ task_id: task.task_id, id_tail: idTail, ...sent });
    keep(`read.${task.task_id}`, { ...answer, id_tail: idTail });
    go(step(code, 'info'));
  }), [code, task]);

  const onFile = useCallback((file) => {
    setPreview((before) => {
      if (before) URL.revokeObjectURL(before);
      return URL.createObjectURL(file);
    });
    read(async () => {
      setProgress({ share: 0, waiting: false });
      try {
        const form = await upload({ purpose: 'QR', blob: await sendable(file), onProgress: setProgress });
        return { upload_id: form.upload_id };
      } finally {
        setProgress(null);
      }
    });
  }, [read]);
  useEffect(() => () => { if (preview) URL.revokeObjectURL(preview); }, [preview]);

  return html`<${Card}>
    <${DropZone} onFile=${busy ? ignored : onFile}>
      ${preview ? html`<img class="drop-preview" src=${preview} alt="已选择的采集码图片" />` : html`<div class="drop-empty" aria-hidden="true"><span class="qr-mark"></span></div>`}
      ${progress ? html`<${Progress} ...${progress} />` : busy ? html`<p role="status" class="loading"><span class="spin"></span>正在识别采集码……</p>` : html`
        <${FileButton} name="collect-code" label=${preview ? '换一张图片' : '选择采集码图片'} onFile=${onFile} />
        <p class="hint only-wide">也可以把图片拖到这里，或按 Ctrl+V 粘贴</p>`}
    <//>
    ${error?.code === 'collect_code_in_use_unpaid' && error.data?.takeover && source
    ? html`<${Takeover} error=${error} busy=${busy} onTail=${(tail) => read(source, tail)} />`
    : html`<${ErrorBox} error=${error} retry=${source && (() => read(source))} params=${{ code: error?.code === 'upload_missing' ? null : code }} />`}
  <//>
  <${TextEntry} busy=${busy} onText=${(text) => read({ text })} />`;
}

export default function CollectCode({ code }) {
  const loaded = useTask(code);
  return html`<${Page} title="上传采集码" lead="系统从采集码识别您的学籍信息，不需要手工填写。" back=${`#${step(code)}`}>
    <${Steps} at=${1} />
    <${Await} of=${loaded}>${(task) => html`<${Reader} code=${code} task=${task} />`}<//>
    <${About} />
  <//>`;
}
