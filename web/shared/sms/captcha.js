/** The captcha before an SMS: a picture whose signs are read while its work is done, or Tencent's. */
import { useCallback, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { useWork } from '../hooks.js';
import { byTencent } from './outside.js';
import { Searches } from './search.js';

/** @import { Captcha } from '../generated/types' */
/** @typedef {{ captcha_id: string, captcha: string, work: string }} Answer as every body has it */
/** @typedef {(asked?: { without?: string }) => Promise<Captcha>} Issue the site's call */

const OUTSIDE = 'tencent';
export const AWAY = 'captcha_away'; // as the API says it, which may not reach Tencent either

/** @param {Captcha} captcha @returns {Promise<Answer | null>} */
async function solveOutside({ app_id: appId }) {
  try {
    return await byTencent(appId);
  } catch (cause) {
    throw Object.assign(new Error('not solved', { cause }), { code: AWAY });
  }
}

/** captcha: null until there is one; isPicture: its signs are to be read; preparing: the work is waited for;
 * change(): another one; touch(): somebody types, which begins the work that a mere visit need not load; usePictures():
 * the next ones are pictures; solve(signs): what to send, null when Tencent's was closed or the picture is gone.  solve
 * throws with the code AWAY when Tencent's does not open.
 * @param {Issue} issue */
export function useCaptcha(issue) {
  const [captcha, setCaptcha] = useState(/** @type {Captcha | null} */ (null));
  const [pictures, setPictures] = useState(false);
  const [preparing, setPreparing] = useState(false);
  const [run, busy, error] = useWork();
  const without = useRef(/** @type {{ without: string } | undefined} */ (undefined));
  const searches = useMemo(() => new Searches(), []);
  const isTouched = useRef(false);
  const begin = (/** @type {Captcha | null} */ wanted) => {
    const { captcha_id: id = '', bits = 0 } = wanted ?? {};
    if (bits && searches.newest?.asked.id !== id) searches.begin({ id, bits });
  };
  const change = useCallback(
    () =>
      run(async () => {
        const issued = await issue(without.current);
        searches.stop();
        if (isTouched.current) begin(issued);
        setCaptcha(issued);
      }),
    [],
  );
  useEffect(() => {
    change();
    return () => searches.close();
  }, []);
  const usePictures = () => {
    without.current = { without: OUTSIDE };
    setPictures(true);
  };
  const touch = () => {
    isTouched.current = true;
    begin(captcha);
  };
  const isPicture = pictures || captcha?.kind !== OUTSIDE;
  const solve = async (/** @type {string} */ signs) => {
    if (!captcha) return null;
    if (!isPicture) return solveOutside(captcha);
    begin(captcha);
    const search = searches.newest;
    setPreparing(search !== null && !search.isDone);
    const work = search ? await search.found : '';
    setPreparing(false);
    return work === null ? null : { captcha_id: captcha.captcha_id, captcha: signs, work };
  };
  return { captcha, isPicture, preparing, change, touch, usePictures, solve, busy, error };
}
