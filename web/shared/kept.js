/** What a person typed, kept for this tab: it survives a reload. */
const TYPED = 'gradphoto.kept.';

export function kept(name, otherwise = null) {
  try {
    return JSON.parse(sessionStorage.getItem(TYPED + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(TYPED + name, JSON.stringify(value));
  } catch {
    /* storage is full or forbidden: the page works on, a reload starts afresh */
  }
}

export const drop = (name) => sessionStorage.removeItem(TYPED + name);

export function dropAll() {
  Object.keys(sessionStorage)
    .filter((name) => name.startsWith(TYPED))
    .forEach((name) => sessionStorage.removeItem(name));
}
