/** A card: its title, what it is about, and the one sentence that explains it. */
import { html } from '../../shared/vendor/preact.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Rest } from '../../shared/ui.js' */

/** beside: soft words after the title; acts: what is done about it, at the right; foot: the sentence.  A `Table` among
 * the children reaches the card's edges.
 * @param {{ title?: Children, beside?: Children, acts?: Children, foot?: Children, children?: Children } & Rest} props
 */
export const Card = ({ title, beside, acts, foot, children, ...rest }) => html`<section class="card" ...${rest}>
  ${
    title &&
    html`<div class="card-head">
      <h2>${title}</h2>
      ${beside && html`<span class="small">${beside}</span>`}
      ${acts && html`<div class="card-acts">${acts}</div>`}
    </div>`
  }
  ${children}
  ${foot && html`<p class="card-foot">${foot}</p>`}
</section>`;
