/** One large picture of the two that are compared. */
import { html, useMemo, useRef, useState } from '../../shared/vendor/preact.js';
import { Tool } from './tool.js';
import { actualOf, panned, wheeled } from './zoom.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {MouseEvent & { currentTarget: HTMLElement }} At */
/** @import { Pair, Zoom } from './zoom.js' */

const FACE = /** @type {Pair} */ ([50, 38]); // % of a portrait: where a face is
const CLOSER = 2.2; // by a click
const STILL = 3; // px that a hand moves in a click

/** A newer link of the picture of that name that is there is not loaded once more.
 * @param {string} name @param {string | null} url */
function useFirst(name, url) {
  const first = useMemo(() => url, [name]);
  const [lost, setLost] = useState({ name, src: /** @type {string | null} */ (null) });
  const isAgain = lost.name === name && lost.src !== null;
  const src = isAgain ? url : first;
  return { src, isLost: isAgain && lost.src === src, lose: () => setLost({ name, src }) };
}

/** name, about: its caption; onAgain: asks for another link; lost: it could not be loaded; zoom: around the face or
 * where it was clicked, and pulled from there, whichever picture stands in its place.
 * @param {{ name: string, about?: string, url: string | null, alt: string, zoom: Zoom, onZoom: (zoom: Zoom) => unknown,
 *   onAgain: () => unknown, whole?: boolean, lost?: boolean, children?: Children }} props */
export function Shot({ name, about = '', url, alt, zoom, onZoom, onAgain, whole = false, lost = false, children }) {
  const { src, isLost: isDead, lose } = useFirst(name, url);
  const isLost = lost || isDead;
  const [[x, y], setPoint] = useState(FACE);
  const picture = useRef(/** @type {HTMLImageElement | null} */ (null));
  const pull = useRef(/** @type {{ from: Pair, point: Pair, moved: boolean } | null} */ (null));
  const [size, setSize] = useState(/** @type {Pair | null} */ (null)); // of the picture, once it is there
  const { clientWidth: width, clientHeight: height } = picture.current ?? {};
  const actual = size && width && height ? actualOf(size, [width, height], whole, devicePixelRatio) : 1;
  const scale = zoom === 'actual' ? actual : zoom;
  const style = { transformOrigin: `${x}% ${y}%`, transform: scale === 1 ? null : `scale(${scale})` };
  const measure = (/** @type {Event & { currentTarget: HTMLImageElement }} */ { currentTarget }) =>
    setSize([currentTarget.naturalWidth, currentTarget.naturalHeight]);
  const aim = (/** @type {At} */ { currentTarget, clientX, clientY }) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    setPoint([((clientX - left) / width) * 100, ((clientY - top) / height) * 100]);
  };
  const click = (/** @type {At} */ event) => {
    const { moved } = pull.current ?? {};
    pull.current = null;
    if (moved) return;
    if (zoom === 1) aim(event);
    onZoom(zoom === 1 ? CLOSER : 1);
  };
  const wheel = (/** @type {At & WheelEvent} */ event) => {
    event.preventDefault();
    if (zoom === 1) aim(event);
    onZoom(wheeled(scale, event.deltaY));
  };
  const press = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    pull.current = { from: [clientX, clientY], point: [x, y], moved: false };
  };
  const move = (/** @type {At & PointerEvent} */ { currentTarget, clientX, clientY, buttons, pointerId }) => {
    const now = pull.current;
    if (!now || !buttons) return;
    const moved = /** @type {Pair} */ ([clientX - now.from[0], clientY - now.from[1]]);
    if (!now.moved && Math.hypot(...moved) <= STILL) return;
    now.moved = true;
    currentTarget.setPointerCapture(pointerId); // a hand that leaves the frame goes on pulling
    setPoint(panned(now.point, moved, [currentTarget.clientWidth, currentTarget.clientHeight], scale));
  };
  return html`<figure class="shot">
    <figcaption><b class="b">${name}</b><span class="soft">${about}</span></figcaption>
    <div class=${zoom === 1 ? 'shot-pic' : 'shot-pic zoomed'} onClick=${click} onWheel=${wheel}
        onPointerDown=${press} onPointerMove=${move}>
      ${
        src && !isLost
          ? html`<div class="shot-in" style=${style}>
            <img key=${src} class=${whole ? 'whole' : null} src=${src} alt=${alt} decoding="sync"
                draggable="false" ref=${picture} onError=${lose} onLoad=${measure} />${children}
          </div>`
          : html`<p class="look-lost">
            ${isLost ? `${name}没有载入。` : `没有${name}可看`}
            ${isLost && html`<${Tool} size="mini" onClick=${onAgain}>重新载入${name}<//>`}
          </p>`
      }
    </div>
  </figure>`;
}
