/** Who to call. */
import { html } from '../../shared/vendor/preact.js';
import { telOf } from '../../shared/words.js';

/** @import { ContactView } from '../../shared/generated/types' */

/** @type {Record<string, string>} */
const ROLES = { TEACHER: '学校老师', BRANCH: '分社' };

/** @param {{ phone: string }} props */
export const Phone = ({ phone }) => html`<a href=${telOf(phone)}>${phone}</a>`;

/** In a sentence.
 * @param {{ people: ContactView[] }} props */
export const People = ({ people }) =>
  people.map(
    ({ name, phone }, place) => html`
      ${place > 0 && '、'}${name} <${Phone} phone=${phone} />
    `,
  );

/** @param {{ contacts: ContactView[] }} props */
export const Contacts = ({ contacts }) => html`<ul class="plain contacts">
  ${contacts.map(
    ({ role, name, phone }) => html`<li>
      <span>${ROLES[role] ?? '联系人'} ${name}</span><${Phone} phone=${phone} />
    </li>`,
  )}
  <li><span>地址、到达方式、服务时间</span><a href="#/contact">联系我们</a></li>
</ul>`;
