/** What a person has typed, kept over reloads: in this tab only, and gone when she logs out. */
const PREFIX = 'gradphoto.kept.';

export function kept(name, otherwise = null) {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch { /* storage is full or forbidden: the page works on, a reload starts afresh */ }
}

export const drop = (name) => sessionStorage.removeItem(PREFIX + name);

export function dropAll() {
  Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => sessionStorage.removeItem(name));
}
