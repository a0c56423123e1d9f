/** The words of a search among what is on the page: in the address, so that they can be come back to and handed on. */
import { useEffect, useState } from '../shared/vendor/preact.js';
import { amend } from '../shared/router.js';
import { current } from './routes.js';

/** @import { Told } from '../shared/vendor/preact.js' */

/** [words, onInput of their field]; given: those of the address; path: of the page.  Typing leaves no steps behind for
 * the back button.
 * @param {string} given @param {string} path
 * @returns {[words: string, onInput: (event: Told) => void]} */
export function useSearchWords(given, path) {
  const [words, setWords] = useState(given);
  const [shown, setShown] = useState(given);
  if (shown !== given) {
    setShown(given);
    // an address of a moment ago is not put over what was typed since
    if (given === (current().params.words ?? '')) setWords(given);
  }
  const type = (/** @type {Told} */ { target: { value } }) => {
    setWords(value);
    amend(path, { words: value, cursor: null, page: null }); // other words have other pages
  };
  return [words, type];
}

const PAUSE_MS = 250; // of whoever types, before what is typed is asked for

/** The words once nobody has typed for a moment.  @param {string} words */
export function useSettled(words) {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
