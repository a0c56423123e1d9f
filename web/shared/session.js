/** The session token: one per browser, shared by its tabs. */
const KEY = 'gradphoto.token';
const listeners = new Set();

export const token = () => localStorage.getItem(KEY);
export const isLoggedIn = () => token() !== null;

export function begin(value) {
  localStorage.setItem(KEY, value);
  tell();
}

/** Forgets the session and whatever this tab kept of the person. */
export function end() {
  localStorage.removeItem(KEY);
  tell();
}

/** Calls back whenever somebody logs in or out, in another tab too; returns how to stop. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const tell = () => listeners.forEach((listener) => listener());
addEventListener('storage', ({ key }) => key === KEY && tell());
