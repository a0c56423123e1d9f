/** How delivered files are named: a template of variables, explained, with what becomes of it. */
import { html } from '../../../shared/vendor/preact.js';
import { FILE_WORDS, fileExample } from '../../task_words.js';
import { Text } from './fields.js';

/** @import { Form } from './fields.js' */

/** The variable before the ending, where a name usually grows.
 * @param {string} template @param {string} word */
const withWord = (template, word) =>
  /\.jpg$/i.test(template) ? template.replace(/(?=\.jpg$)/i, `{${word}}`) : `${template}{${word}}`;

/** @param {{ form: Form }} props */
export function FileName({ form }) {
  const { file_name: template, collect_mode: mode, schools } = form.typed;
  const words = Object.entries(FILE_WORDS).filter(([word]) => mode !== 'PLAIN' || word !== 'collect_code');
  return html`<div class="file-name">
    <${Text} form=${form} name="file_name" required spellcheck="false" class="input mono" />
    <ul class="plain words" aria-label="可以使用的变量">${words.map(
      ([word, [what, example]]) => html`<li>
        <button type="button" class="text-btn mono" aria-label=${`插入${what}`}
            onClick=${() => form.set('file_name', withWord(template, word))}>
          ${`{${word}}`}
        </button>
        <span>${what}</span> <span class="small">如 ${example}</span>
      </li>`,
    )}</ul>
    <p class="note" role="status">
      例：<span class="mono">${fileExample(template, schools[0])}</span><br />
      <span class="small">名称相同的照片会自动在后面加上订单号；一位学生没有的内容会写成“_”。</span>
    </p>
  </div>`;
}
