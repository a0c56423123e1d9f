/** Asks which sheets or labels to make, of which package, and says what comes of it. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { when } from '../../../shared/words.js';
import { askPrints } from '../../generated/client.js';
import { CAPTION, CAPTION_WORDS, PRINT_KINDS } from '../../print_words.js';
import { Becomes } from '../../ui/becomes.js';
import { Ask } from '../ask.js';
import { isPosted } from './places.js';

/** @import { DeskTask, PackagePrints, TaskPrints } from '../../../shared/generated/types' */
/** @import { Answers } from '../ask.js' */

/** Those whose members are fixed, and some.  @param {PackagePrints} one */
export const canBePrinted = ({ state, members }) => state !== 'COLLECTING' && state !== 'PURGED' && members > 0;

const MOST = 60; // characters of a caption
const HINT = `用于冲印版面，标签不用。变量：${Object.entries(CAPTION_WORDS)
  .map(([word, what]) => `{${word}} ${what}`)
  .join('，')}`;
const CONSEQUENCES = [
  ['文件', '冲印版面每个班级一份 PDF，打成压缩包；标签每 400 枚一份 PDF'],
  ['顺序', '学校、学院、班级、学号，邮寄页相同'],
  ['不变', '订单的状态；不通知学生'],
];

/** Those of a kind whose prints come out less sharp than prints should be, in words; '' for none.
 * @param {string} kind @param {TaskPrints} prints */
function notSharp(kind, { small_dpi: small, large_dpi: large, least_dpi: least }) {
  const dpi = { 一寸: small, 二寸: large };
  const low = PRINT_KINDS[kind].sizes
    .filter((size) => dpi[size] < least)
    .map((size) => `${size}每英寸 ${dpi[size]} 个`);
  return low.length > 0 && `${low.join('，')}，低于 ${least} 个，印出来会不够清晰。仍然可以生成，建议先试印一张。`;
}

/** @param {{ task: DeskTask, prints: TaskPrints, onDone: () => unknown, onNo: () => unknown }} props */
export function AskForPrints({ task, prints, onDone, onNo }) {
  const { small_dpi: small, large_dpi: large } = prints;
  const packages = prints.packages.filter(canBePrinted);
  const [newest] = useState(packages[0].package_id); // of the moment of asking: the list is read anew meanwhile
  const kinds = Object.entries(PRINT_KINDS).filter(([kind]) => kind !== 'CHOSEN' || isPosted(task));
  const questions = {
    package_id: {
      label: '制作包',
      options: packages.map((one) => [one.package_id, `${when(one.created_at)}，${one.members} 人`]),
      first: newest,
    },
    kind: {
      label: '印什么',
      options: kinds.map(([kind, { name }]) => [kind, name]),
      first: isPosted(task) ? 'CHOSEN' : 'SMALL',
    },
    caption: { label: '照片下方的文字', most: MOST, first: CAPTION, hint: HINT },
  };
  const make = async (/** @type {Record<string, string>} */ { package_id: id, kind, caption }) => {
    await askPrints(id, { kind, caption });
    await onDone();
  };
  return html`
    <${Ask} title="生成冲印文件" yes="生成" reason=${false} questions=${questions} onYes=${make} onNo=${onNo}>
      ${(/** @type {Answers} */ { kind }) => {
        const warning = notSharp(String(kind), prints);
        return html`
          <${Becomes} rows=${CONSEQUENCES} />
          <p class="hint">照片不放大：一寸每英寸 ${small} 个像素，二寸 ${large} 个。左右各裁去一点，不拉伸。
            ${task.settings.collect_mode === 'ENCRYPTED' && '采集码任务的姓名带星号，冲印出来也一样。'}</p>
          <div role="status">${warning && html`<p class="notice notice-warn">${warning}</p>`}</div>
        `;
      }}
    <//>
  `;
}
