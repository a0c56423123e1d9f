/** What a person typed, kept for this tab: it survives a reload. */
const TYPED = 'gradphoto.kept.';

/** What was kept under this name in this tab, or the other value.
 * @template T @param {string} name @param {T} otherwise @returns {T} */
export function kept(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(TYPED + name) ?? 'null') ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} name @param {unknown} value */
export function keep(name, value) {
  try {
    sessionStorage.setItem(TYPED + name, JSON.stringify(value));
  } catch {
    /* storage is full or forbidden: the page works on, a reload starts afresh */
  }
}

/** @param {string} name */
export const drop = (name) => sessionStorage.removeItem(TYPED + name);

export function dropAll() {
  Object.keys(sessionStorage)
    .filter((name) => name.startsWith(TYPED))
    .forEach((name) => sessionStorage.removeItem(name));
}
