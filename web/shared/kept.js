/** What this browser keeps for a person: the session token, for all tabs, and what she typed, for this tab. */
const TOKEN = 'gradphoto.token';
const TYPED = 'gradphoto.kept.';
const listeners = new Set();

// ---- the session

export const token = () => localStorage.getItem(TOKEN);
export const isLoggedIn = () => token() !== null;

export function begin(value) {
  localStorage.setItem(TOKEN, value);
  tell();
}

/** Forgets the session; what was typed stays, so that the same person goes on after logging in again. */
export function end() {
  localStorage.removeItem(TOKEN);
  tell();
}

/** Calls back whenever somebody logs in or out, in another tab too; returns how to stop. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = () => listeners.forEach((listener) => listener());
addEventListener('storage', ({ key }) => key === TOKEN && tell());

// ---- what was typed: it survives a reload

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
  } catch { /* storage is full or forbidden: the page works on, a reload starts afresh */ }
}

export const drop = (name) => sessionStorage.removeItem(TYPED + name);

export function dropAll() {
  Object.keys(sessionStorage).filter((name) => name.startsWith(TYPED)).forEach((name) => sessionStorage.removeItem(name));
}
