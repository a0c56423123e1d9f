/** A tap is the browser's click, so that a keyboard, a label and a finger are the same; what a finger touches comes as
 * it is. */
import { glassEasel } from 'glass-easel-miniprogram-adapter';
import { gesture } from './gesture.js';

const DISABLED = '[disabled], :disabled';

export function listenForTaps(backend) {
  backend.onEvent((target, type, detail, options) => {
    if (type === 'tap' || type === 'canceltap') return;
    const event = new glassEasel.Event(type, detail, options);
    const { touches, changedTouches } = options.originalEvent;
    if (touches) Object.assign(event, { touches, changedTouches });
    glassEasel.Event.dispatchEvent(target, event);
  });
  document.addEventListener('click', (event) => {
    let at = event.target;
    if (at.closest(DISABLED)) return;
    while (at && !at.__wxElement) at = at.parentNode;
    if (!at) return;
    const touch = {
      identifier: 0,
      clientX: event.clientX,
      clientY: event.clientY,
      pageX: event.pageX,
      pageY: event.pageY,
    };
    const detail = { x: event.clientX, y: event.clientY };
    gesture.during(() =>
      glassEasel.Event.triggerEvent(at.__wxElement, 'tap', detail, {
        originalEvent: { touches: [touch], changedTouches: [touch] },
        bubbles: true,
        composed: true,
        capturePhase: true,
      }),
    );
  });
}
