/** The branch: where it is, how to get there, when it is open, whom to call. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Card, Facts, Page } from '../../shared/ui.js';
import { Phone } from '../../shared/student/contacts.js';
import { Said } from '../../shared/student/said.js';
import { settings } from '../../shared/settings.js';

/** @import { Settings } from '../../shared/settings.js' */

export default function Contact() {
  const loaded = useLoaded(settings);
  return html`<${Page} title="联系我们" lead="打电话前请准备好订单号或特征码，能更快帮到您。">
    <${Await} of=${loaded}>${(/** @type {Settings} */ { branch }) => html`
      <${Card} title=${branch.name}>
        <ul class="plain contacts">${branch.people.map(
          ({ name, about, phone }) => html`<li>
            <span>${name}<span class="small">${about}</span></span><${Phone} phone=${phone} />
          </li>`,
        )}</ul>
        <${Facts} rows=${[
          [
            '服务时间',
            html`
              <${Said} text=${branch.hours} />
            `,
          ],
          ...(branch.email ? [['邮箱', html`<a href=${`mailto:${branch.email}`}>${branch.email}</a>`]] : []),
        ]} />
      <//>
      <${Card} title="地址和到达方式">
        <p>${branch.address}</p>
        <ul class="dots">${branch.route.map((way) => html`<li>${way}</li>`)}</ul>
      <//>
    `}<//>
  <//>`;
}
