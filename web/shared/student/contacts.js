/** Who to call. */
import { html } from '../vendor/preact.js';
import { canDial } from '../both/sentences.js';
import { telOf } from '../words.js';

/** @import { ContactView } from '../generated/types' */

/** @type {Record<string, string>} */
const ROLES = { TEACHER: '学校老师', BRANCH: '分社' };

/** A link, unless nobody can dial the number.  @param {{ phone: string }} props */
export const Phone = ({ phone }) =>
  canDial(phone) ? html`<a href=${telOf(phone)}>${phone}</a>` : html`<span class="num">${phone}</span>`;

/** In a sentence.
 * @param {{ people: ContactView[] }} props */
export const People = ({ people }) =>
  people.map(
    ({ name, phone }, place) => html`
      ${place > 0 && '、'}${name} <${Phone} phone=${phone} />
    `,
  );

/** more: the way to the branch's own page.  @param {{ contacts: ContactView[], more?: boolean }} props */
export const Contacts = ({ contacts, more = true }) => html`<ul class="plain contacts">
  ${contacts.map(
    ({ role, name, phone }) => html`<li>
      <span>${ROLES[role] ?? '联系人'} ${name}</span><${Phone} phone=${phone} />
    </li>`,
  )}
  ${more && html`<li><span>地址、到达方式、服务时间</span><a href="#/contact">联系我们</a></li>`}
</ul>`;
