/** Schools by their codes: read as they are needed, for the whole catalogue is long. */
import { useEffect, useState } from '../shared/vendor/preact.js';
import { listSchools } from './generated/client.js';

/** @import { SchoolView } from '../shared/generated/types' */
/** @typedef {{ nameOf: (code: string) => string | undefined, first: string,
 *   learn: (schools: SchoolView[]) => void }} KnownSchools first: code of any of them, empty until one is known */

/** @param {string[]} codes in one answer, or without any the first of the catalogue */
const read = async (codes) =>
  (await listSchools({ words: '', cursor: null, codes: codes.length ? codes.join(',') : null })).schools;

/** The names of these schools, once they are there, and of those that are learnt.
 * @param {string[]} codes @returns {KnownSchools} */
export function useKnownSchools(codes) {
  const [names, setNames] = useState(/** @type {Map<string, string>} */ (new Map()));
  const learn = (/** @type {SchoolView[]} */ schools) =>
    setNames((before) => {
      const all = new Map(before);
      for (const { school_code: code, name } of schools) all.set(code, name);
      return all;
    });
  const missing = codes.filter((code) => !names.has(code));
  useEffect(() => {
    // without their names the codes stand for them
    if (missing.length || !codes.length) read(missing).then(learn, () => {});
  }, [codes.join()]);
  return { nameOf: (code) => names.get(code), first: [...names.keys()][0] ?? '', learn };
}
