/** One large picture of the two that are compared. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Tool } from './tool.js';

/** @import { Children } from '../../shared/vendor/preact.js' */

const FACE = [50, 38]; // % of a portrait: where a face is

/** A newer link of a picture that is there is not loaded once more.
 * @param {string | null} url */
function useFirst(url) {
  const [first] = useState(url);
  const [lost, setLost] = useState(/** @type {string | null} */ (null));
  const src = lost ? url : first;
  return { src, isLost: lost !== null && lost === src, lose: () => setLost(src) };
}

/** name, about: its caption; onAgain: asks for another link; lost: it could not be loaded; zoomed: large, around the
 * face or where it was clicked; key it by its picture.
 * @param {{ name: string, about?: string, url: string | null, alt: string, zoomed: boolean, onZoom: () => unknown,
 *   onAgain: () => unknown, whole?: boolean, lost?: boolean, children?: Children }} props */
export function Shot({ name, about = '', url, alt, zoomed, onZoom, onAgain, whole = false, lost = false, children }) {
  const { src, isLost: isDead, lose } = useFirst(url);
  const isLost = lost || isDead;
  const [[x, y], setPoint] = useState(FACE);
  const click = (/** @type {MouseEvent & { currentTarget: HTMLElement }} */ event) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    if (!zoomed) setPoint([((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100]);
    onZoom();
  };
  return html`<figure class="shot">
    <figcaption><b class="b">${name}</b><span class="soft">${about}</span></figcaption>
    <div class=${zoomed ? 'shot-pic zoomed' : 'shot-pic'} onClick=${click}>
      ${
        src && !isLost
          ? html`<div class="shot-in" style=${{ transformOrigin: `${x}% ${y}%` }}>
            <img class=${whole ? 'whole' : null} src=${src} alt=${alt} draggable="false" onError=${lose} />${children}
          </div>`
          : html`<p class="look-lost">
            ${isLost ? `${name}没有载入。` : `没有${name}可看`}
            ${isLost && html`<${Tool} size="mini" onClick=${onAgain}>重新载入${name}<//>`}
          </p>`
      }
    </div>
  </figure>`;
}
