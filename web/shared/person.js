/** Who is logged in at this browser, in all its tabs, and whose typing each tab keeps. */
import { dropAll } from './kept.js';

/** @typedef {ReturnType<typeof personStore>} Session */
/** @typedef {{ code: string, message: string, action: string }} Why */

/** site: names the places in the browser's storage; one site's people are not the other's.
 * @param {string} site */
export function personStore(site) {
  const TOKEN = `${site}.token`;
  const WHO = `${site}.who`; // whose session it is or was; gone after a logout
  const WHY = `${site}.why`; // in which words the API said that the session is over
  const OWNER = `${site}.owner`; // who typed what this tab keeps
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let known = localStorage.getItem(TOKEN); // what this page shows is of this session
  const tell = () => {
    known = localStorage.getItem(TOKEN);
    listeners.forEach((listener) => listener());
  };

  /** Whether this tab kept something of somebody else, which is forgotten now. */
  function settle() {
    const who = localStorage.getItem(WHO) ?? '';
    if ((sessionStorage.getItem(OWNER) ?? '') === who) return false;
    dropAll();
    sessionStorage.setItem(OWNER, who);
    return true;
  }

  /** Forgets the session; what was typed stays, so that the same person goes on after logging in again.
   * @param {Why} [why] of a session that is over; what asks without one afterwards is told less */
  function end(why) {
    // first: the other tabs hear of the token
    if (why && localStorage.getItem(TOKEN) !== null)
      localStorage.setItem(WHY, JSON.stringify([why.code, why.message, why.action]));
    localStorage.removeItem(TOKEN);
    tell();
  }

  addEventListener('storage', ({ key }) => {
    if (key !== TOKEN) return;
    if (settle())
      location.reload(); // the open page holds what was typed, too
    else tell();
  });
  // a page that the browser kept aside heard of nothing meanwhile
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted || localStorage.getItem(TOKEN) === known) return;
    settle();
    location.reload();
  });
  settle();

  return {
    token: () => localStorage.getItem(TOKEN),
    /** The mark of whose session it is or was; null after a logout. */
    who: () => localStorage.getItem(WHO),
    isLoggedIn: () => localStorage.getItem(TOKEN) !== null,
    /** Whether a session ended though nobody logged out. */
    isOver: () => localStorage.getItem(TOKEN) === null && localStorage.getItem(WHO) !== null,
    /** What the API said of the end of the session before; null if it said nothing.  @returns {Why | null} */
    why() {
      const [code, message, action] = JSON.parse(localStorage.getItem(WHY) ?? '[]');
      return code ? { code, message, action } : null;
    },
    end,
    /** Whether somebody else was here before, whose typing every tab forgets.
     * @param {string} value @param {string} who a mark of the person's own */
    begin(value, who) {
      localStorage.setItem(WHO, who); // first: the other tabs hear of the token
      localStorage.removeItem(WHY);
      localStorage.setItem(TOKEN, value);
      const other = settle();
      tell();
      return other;
    },
    /** The person leaves: nothing she typed stays, in no tab. */
    leave() {
      localStorage.removeItem(WHO);
      localStorage.removeItem(WHY);
      dropAll();
      settle();
      end();
    },
    /** Calls back whenever somebody logs in or out, in another tab too; returns how to stop.
     * @param {() => void} listener */
    watch(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
