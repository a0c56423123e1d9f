/** Schools by their codes: read as they are needed, for the whole catalogue is long. */
import { useState } from '../shared/vendor/preact.js';
import { useLoaded } from '../shared/hooks.js';
import { listSchools } from './generated/client.js';

/** @import { SchoolView } from '../shared/generated/types' */
/** @import { Loaded } from '../shared/hooks.js' */
/** nameOf: null of a code that the catalogue was asked for and has not, undefined before that; first: code of any of
 * them, of the catalogue where it may be, empty until one is known.
 * @typedef {Loaded<boolean> & { nameOf: (code: string) => string | null | undefined, first: string,
 *   learn: (schools: SchoolView[]) => void }} KnownSchools */

const MOST = 300; // codes in one question

/** @param {string[]} codes at most MOST; without any the first of the catalogue */
const read = async (codes) => (await listSchools({ words: '', cursor: null, codes: codes.join(',') || null })).schools;

/** The names of these schools, once they are there, and of those that are learnt.
 * @param {string[]} codes @returns {KnownSchools} */
export function useKnownSchools(codes) {
  const [names, setNames] = useState(/** @type {Map<string, string | null>} */ (new Map()));
  /** asked: codes of the question to which these are the answer.
   * @param {SchoolView[]} schools @param {string[]} [asked] */
  const learn = (schools, asked = []) =>
    setNames((before) => {
      const all = new Map(before);
      for (const code of asked) if (!all.has(code)) all.set(code, null);
      for (const { school_code: code, name } of schools) all.set(code, name);
      return all;
    });
  const missing = codes.filter((code) => !names.has(code));
  const loaded = useLoaded(async () => {
    if (!codes.length) learn(await read([]));
    for (let at = 0; at < missing.length; at += MOST) {
      const part = missing.slice(at, at + MOST);
      learn(await read(part), part);
    }
    return true;
  }, [codes.join()]);
  const [first = ''] = [...names.keys()].sort((one, other) => Number(!names.get(one)) - Number(!names.get(other)));
  return { ...loaded, nameOf: (code) => names.get(code), first, learn };
}
