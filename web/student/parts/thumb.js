/** The standard photo of an order, as small as in a list; a sign without one. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Icon } from './icon.js';

/** @import { PhotoView } from '../../shared/generated/types' */

/** @param {{ photo: PhotoView }} props */
export function Thumb({ photo }) {
  const [lost, setLost] = useState(false); // its link is over, or the picture deleted
  return photo?.preview_url && !lost
    ? html`
      <img class="thumb" src=${photo.preview_url} alt="" width="60" height="80" loading="lazy"
          onError=${() => setLost(true)} />
    `
    : html`<span class="thumb"><${Icon} name="user" /></span>`;
}
