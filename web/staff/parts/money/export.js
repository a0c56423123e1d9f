/** Has a table written behind the scenes, and leads to where it can be fetched. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { go } from '../../../shared/router.js';
import { startExport } from '../../generated/client.js';
import { EXPORTS } from '../../money_words.js';
import { Ask } from '../ask.js';
import { Button } from '../../ui/button.js';

const FILES = [
  ['XLSX', 'Excel 表格（XLSX）'],
  ['CSV', 'CSV'],
];

/** kind: of table; asked: which rows, as the API is told; tell: which rows, in words; cap: the key.
 * @param {{ kind: string, asked?: Record<string, unknown>, tell: string, cap?: string | null }} props */
export function Export({ kind, asked = {}, tell, cap = 'S' }) {
  const [asking, setAsking] = useState(false);
  const send = async (/** @type {Record<string, string>} */ { file, reason }) => {
    const { export_id: id } = await startExport({ kind, file, reason, ...asked });
    go('/exports', { started: id });
  };
  return html`
    <${Button} kind="default" cap=${cap} onClick=${() => setAsking(true)}>导出表格<//>
    ${
      asking &&
      html`
        <${Ask} title=${`导出${EXPORTS[kind]}`} yes="开始导出" onNo=${() => setAsking(false)} onYes=${send}
            questions=${{ file: { label: '格式', options: FILES, first: 'XLSX' } }}>
          <p>${tell}</p>
          <p class="note">表格在后台写，可以离开；写好后在“导出”页下载，保存 3 天。谁导出和下载都记入审计记录。</p>
        <//>
      `
    }
  `;
}
