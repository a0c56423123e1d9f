/** Keys that do something on a page, for whoever works with it all day. */
import { useLayoutEffect, useRef } from '../shared/vendor/preact.js';
import { kept } from '../shared/kept.js';

const TYPED_INTO =
  'textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button])';
const ACTED_ON = 'button, a, summary, input';
const PRESSING = new Set(['Enter', ' ']); // what the browser itself clicks with

export const KEYS_ON = 'keys'; // kept: whether she wants them; a voice or a helper's device may press them by mistake

/** @param {Event} event @param {string} places */
const isIn = ({ target }, places) => target instanceof Element && target.closest(places) !== null;

/** @param {KeyboardEvent} event */
const isMeant = (event) =>
  kept(KEYS_ON, true) &&
  !event.defaultPrevented &&
  !event.isComposing &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !isIn(event, TYPED_INTO) &&
  !document.querySelector('dialog[open]');

/** keys: {key as the browser names it, in small letters: what it does}.
 *
 * Never while somebody types or a dialog is open, and once for each press: a key that is held down does nothing more,
 * not even click the button under it.
 * @param {Record<string, (() => unknown) | undefined>} keys */
export function useKeys(keys) {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    // at once: a quick hand presses the next key before the first paint
    const press = (/** @type {KeyboardEvent} */ event) => {
      if (!isMeant(event)) return;
      const act = latest.current[event.key.toLowerCase()];
      const clicks = PRESSING.has(event.key) && isIn(event, ACTED_ON);
      const does = act !== undefined;
      if (event.repeat ? does || clicks : does && !clicks) event.preventDefault();
      if (act && !clicks && !event.repeat) act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
