/** Signs beside words and drawings beside texts: our own, each a file of the site. */
import { html } from '../../shared/vendor/preact.js';
import { iconsOf } from '../../shared/icon.js';

export const Icon = iconsOf(new URL('../icons.svg', import.meta.url).pathname);

/** name: of a file in art/; what it shows is said beside it.
 * @param {{ name: string, width: number, height: number }} props */
export const Art = ({ name, width, height }) => html`
  <img src=${new URL(`../art/${name}.svg`, import.meta.url).href} alt="" width=${width} height=${height} />
`;

/** A sign on a round ground; tone: "", warn, bad, info or off.
 * @param {{ name: string, tone?: string }} props */
export const Disc = ({ name, tone = '' }) => html`<span class=${tone ? `disc disc-${tone}` : 'disc'}>
  <${Icon} name=${name} />
</span>`;
