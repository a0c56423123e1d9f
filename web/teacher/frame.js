/** What surrounds the pages of a teacher's link. */
import { html, useEffect, useState } from '../shared/vendor/preact.js';
import { Offline, Skip } from '../shared/around.js';
import { settings } from '../shared/settings.js';
import { Phone } from '../shared/student/contacts.js';

/** @import { Children } from '../shared/vendor/preact.js' */
/** @import { Settings } from '../shared/settings.js' */

/** What the branch says of itself; nobody waits for it. */
function useSettings() {
  const [site, setSite] = useState(/** @type {Settings | null} */ (null));
  useEffect(() => {
    settings().then(setSite, () => {});
  }, []);
  return site;
}

/** Whom to ask.  @param {{ site: Settings | null }} props */
export const Branch = ({ site }) =>
  site && html`<p class="tiny">${site.branch.name} <${Phone} phone=${site.branch.people[0].phone} /></p>`;

/** @param {{ children?: Children }} props */
export function Frame({ children }) {
  const site = useSettings();
  return html`
    <${Skip} />
    <${Offline} />
    <main id="main" class="main" tabindex="-1">${children}</main>
    <footer class="foot"><${Branch} site=${site} /></footer>
  `;
}
