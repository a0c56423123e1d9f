/** How to reach an order's student: sealed until somebody says why she wants it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Button, Facts } from '../../shared/ui.js';
import { showContact } from '../generated/client.js';
import { FIELDS } from '../money_words.js';
import { Ask } from './ask.js';

/** @import { ContactData } from '../../shared/generated/types' */

/** @type {Record<string, string>} */
const ASKER = { asker_phone: '另一申请人的电话' };

/** @param {{ orderId: string }} props */
export function Contact({ orderId }) {
  const [asking, setAsking] = useState(false);
  const [contact, setContact] = useState(/** @type {ContactData | null} */ (null));
  if (contact) {
    const rows = Object.entries(contact)
      .filter(([, value]) => value)
      .map(([name, value]) => [FIELDS[name] ?? ASKER[name], value]);
    return rows.length
      ? html`
        <${Facts} rows=${rows} />
      `
      : html`<p class="small">没有联系方式：学生没有填写，或已经删除。</p>`;
  }
  const show = async (/** @type {{ reason: string }} */ { reason }) =>
    setContact(await showContact(orderId, { reason }));
  return html`
    <${Button} kind="default" onClick=${() => setAsking(true)}>查看联系方式<//>
    ${
      asking &&
      html`
        <${Ask} title="查看联系方式" yes="查看" onNo=${() => setAsking(false)} onYes=${show}>
          <p>姓名、电话、邮箱和地址只在需要联系学生时查看；谁在什么时候为什么看过，都会记下来。</p>
        <//>
      `
    }
  `;
}
