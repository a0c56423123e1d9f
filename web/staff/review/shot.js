/** One large picture of the two that are compared. */
import { html, useRef, useState } from '../../shared/vendor/preact.js';
import { Tool } from './tool.js';
import { panned, wheeled } from './zoom.js';

/** @import { Children } from '../../shared/vendor/preact.js' */
/** @typedef {MouseEvent & { currentTarget: HTMLElement }} At */
/** @import { Pair, Zoom } from './zoom.js' */

const FACE = /** @type {Pair} */ ([50, 38]); // % of a portrait: where a face is
const CLOSER = 2.2; // by a click
const STILL = 3; // px that a hand moves in a click

/** The scale of one pixel of the picture on one of the screen.
 * @param {HTMLImageElement} picture @param {boolean} whole none of it is cut off */
function actualOf({ naturalWidth: width, naturalHeight: height, clientWidth, clientHeight }, whole) {
  const shares = [clientWidth / width, clientHeight / height];
  return 1 / ((whole ? Math.min(...shares) : Math.max(...shares)) * devicePixelRatio);
}

/** A newer link of a picture that is there is not loaded once more.
 * @param {string | null} url */
function useFirst(url) {
  const [first] = useState(url);
  const [lost, setLost] = useState(/** @type {string | null} */ (null));
  const src = lost ? url : first;
  return { src, isLost: lost !== null && lost === src, lose: () => setLost(src) };
}

/** name, about: its caption; onAgain: asks for another link; lost: it could not be loaded; zoom: around the face or
 * where it was clicked, and pulled from there; key it by its picture.
 * @param {{ name: string, about?: string, url: string | null, alt: string, zoom: Zoom, onZoom: (zoom: Zoom) => unknown,
 *   onAgain: () => unknown, whole?: boolean, lost?: boolean, children?: Children }} props */
export function Shot({ name, about = '', url, alt, zoom, onZoom, onAgain, whole = false, lost = false, children }) {
  const { src, isLost: isDead, lose } = useFirst(url);
  const isLost = lost || isDead;
  const [[x, y], setPoint] = useState(FACE);
  const picture = useRef(/** @type {HTMLImageElement | null} */ (null));
  const pull = useRef(/** @type {{ from: Pair, point: Pair, moved: boolean } | null} */ (null));
  const scale = zoom !== 'actual' ? zoom : picture.current ? actualOf(picture.current, whole) : 1;
  const style = { transformOrigin: `${x}% ${y}%`, transform: scale === 1 ? null : `scale(${scale})` };
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
            <img class=${whole ? 'whole' : null} src=${src} alt=${alt} decoding="sync" draggable="false" ref=${picture}
                onError=${lose} />${children}
          </div>`
          : html`<p class="look-lost">
            ${isLost ? `${name}没有载入。` : `没有${name}可看`}
            ${isLost && html`<${Tool} size="mini" onClick=${onAgain}>重新载入${name}<//>`}
          </p>`
      }
    </div>
  </figure>`;
}
