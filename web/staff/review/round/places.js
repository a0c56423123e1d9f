/** Where the pictures of a round lie: every one once, by the ids of their orders. */

/** page: what is looked at together, 24 of the band of low risk and one of the others; pulled: those of the page to be
 * looked at one by one; aside: those whose turn that is; opened: one of the page that is looked at alone; ahead: those
 * that are ready.
 * @typedef {{ page: string[], pulled: string[], aside: string[], opened: string | null, ahead: string[] }} Places */

/** @type {Places} */
export const NOWHERE = { page: [], pulled: [], aside: [], opened: null, ahead: [] };

/** @param {Places} props */
export const all = ({ page, aside, ahead }) => [...page, ...aside, ...ahead];

/** Nothing is to be looked at.  @param {Places} props */
export const isDone = ({ page, aside }) => page.length === 0 && aside.length === 0;

/** Those alone for which `is` holds.  @param {Places} places @param {(id: string) => boolean} is @returns {Places} */
export const only = ({ page, pulled, aside, opened, ahead }, is) => ({
  page: page.filter(is),
  pulled: pulled.filter(is),
  aside: aside.filter(is),
  opened: opened !== null && is(opened) ? opened : null,
  ahead: ahead.filter(is),
});

/** @param {Places} places @param {string[]} ids */
export const without = (places, ids) => only(places, (id) => !ids.includes(id));

/** The next page from those that are ready, once nothing is to be looked at.
 * @param {Places} places @param {number} size @returns {Places} */
export const turned = (places, size) =>
  isDone(places) ? { ...NOWHERE, page: places.ahead.slice(0, size), ahead: places.ahead.slice(size) } : places;

/** As it was before; what came since is ready.
 * @param {Places} places @param {Places} before @returns {Places} */
export const backTo = (places, before) => {
  const shown = new Set([...before.page, ...before.aside]);
  return { ...before, ahead: all(places).filter((id) => !shown.has(id)) };
};

/** @param {Places} places @param {string} id @returns {Places} */
export const pulledOut = (places, id) => ({
  ...places,
  pulled: places.pulled.includes(id) ? places.pulled.filter((one) => one !== id) : [...places.pulled, id],
});

/** Which of a page has the focus: the one that is found, or whichever lies where the last one was.
 * @param {number} found -1: it is gone, or none was chosen yet @param {number} last @param {number} count */
export const placeOf = (found, last, count) => (found >= 0 ? found : Math.min(last, count - 1));
