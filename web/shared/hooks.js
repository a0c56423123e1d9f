/** What pages share: doing one thing at a time, loading, counting down. */
import { useCallback, useEffect, useMemo, useRef, useState } from './vendor/preact.js';
import { now } from './clock.js';
import { keep, kept } from './kept.js';

/** @import { Refusal } from './http.js' */
/** @typedef {<T>(work: () => T | Promise<T>) => Promise<T | undefined>} Run */

/** What was thrown, to be shown: a fault of the page itself has no code.  @param {unknown} caught */
export const refusalOf = (caught) => /** @type {Refusal} */ (caught);

/** [run, busy, error, forget]: `run(work)` does nothing while an earlier one is under way, so two clicks are one.
 * @returns {[run: Run, busy: boolean, error: Refusal | null, forget: (error: Refusal | null) => void]} */
export function useWork() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {Refusal | null} */ (null));
  const running = useRef(false);
  const run = useCallback(
    /** @type {Run} */ (
      async (work) => {
        if (running.current) return undefined;
        running.current = true;
        setBusy(true);
        setError(null);
        try {
          return await work();
        } catch (caught) {
          const problem = refusalOf(caught);
          if (!problem.code) console.error(problem);
          setError(problem);
          return undefined;
        } finally {
          running.current = false;
          setBusy(false);
        }
      }
    ),
    [],
  );
  return [run, busy, error, setError];
}

/**
 * @template T
 * @typedef {{ value: T | null, error: Refusal | null, reload: () => Promise<void>, set: (value: T) => void }} Loaded
 */

/** What an asynchronous source says; asked again when a key changes or the line is back.
 * @template T
 * @param {() => Promise<T>} source
 * @param {unknown[]} keys
 * @returns {Loaded<T>} */
export function useLoaded(source, keys = []) {
  const [state, setState] = useState(/** @type {Pick<Loaded<T>, 'value' | 'error'>} */ ({ value: null, error: null }));
  const newest = useRef(0);
  const latest = useRef(source);
  latest.current = source; // whoever kept `reload` from before a key changed means what is shown now
  const reload = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    try {
      const value = await latest.current();
      if (mine === newest.current) setState({ value, error: null });
    } catch (caught) {
      const error = refusalOf(caught);
      if (!error.code) console.error(error);
      if (mine === newest.current) setState(({ value }) => ({ value, error }));
    }
  }, []);
  useEffect(() => {
    reload();
    addEventListener('online', reload);
    return () => {
      newest.current += 1;
      removeEventListener('online', reload);
    };
  }, keys);
  const set = useCallback((/** @type {T} */ value) => {
    newest.current += 1;
    setState({ value, error: null });
  }, []);
  return { ...state, reload, set };
}

/** @typedef {Record<string, string | null | undefined>} Errors by the name of their field */

/** [wrong, setWrong, mend]: what is wrong with each field of a form; mend(name, error) as its answer changes: what was
 * said of it goes as soon as it is right, and nothing new is said before the form is sent.
 * @returns {[Errors, (errors: Errors) => void, (name: string, error?: string | null) => void]} */
export function useWrong() {
  const [wrong, setWrong] = useState(/** @type {Errors} */ ({}));
  const mend = useCallback(
    (/** @type {string} */ name, /** @type {string | null | undefined} */ error) =>
      setWrong((before) => (before[name] ? { ...before, [name]: error } : before)),
    [],
  );
  return [wrong, setWrong, mend];
}

/** Like useState, over reloads of the tab.
 * @template T
 * @param {string} name
 * @param {T} initial
 * @returns {[T, (next: T | ((before: T) => T)) => void]} */
export function useKept(name, initial) {
  const [value, setValue] = useState(/** @returns {T} */ () => kept(name, initial));
  const set = useCallback(
    (/** @type {T | ((before: T) => T)} */ next) =>
      setValue((before) => {
        const after = next instanceof Function ? next(before) : next;
        keep(name, after);
        return after;
      }),
    [name],
  );
  return [value, set];
}

/** The address of a picture while it is shown; null without one.  @param {Blob | null | undefined} blob */
export function useUrl(blob) {
  const url = useMemo(() => (blob ? URL.createObjectURL(blob) : null), [blob]);
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}

/** Whole seconds until an instant (ISO text or ms); null without one.  Ticks each second.
 * @param {string | number | null | undefined} instant */
export function useSecondsUntil(instant) {
  const end = instant == null ? null : new Date(instant).getTime();
  const left = () => (end === null ? null : Math.max(0, Math.ceil((end - now()) / 1000)));
  const [, tick] = useState(0);
  const seconds = left();
  useEffect(() => {
    if (!seconds) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [end, (seconds ?? 0) > 0]);
  return seconds;
}

/** Runs `work` whenever somebody comes back to the tab.  @param {() => unknown} work */
export function useBackInTab(work) {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    const back = () => document.visibilityState === 'visible' && latest.current();
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, []);
}

const LOOKING_MS = 30 * 60_000; // a tab left open asks no longer than this

/** @typedef {(elapsed: number) => number | null} Pace ms until the next look; null: no more */

/** How long until the next look: rarer the longer it takes, and null when looking ends.
 * @param {number} first @param {number} last @returns {Pace} */
export const rarer = (first, last) => (elapsed) =>
  elapsed > LOOKING_MS ? null : Math.min(last, Math.max(first, elapsed / 8));

/** Runs `work` as `pace` says while the page is seen and `on`; the next run waits for the last, and whoever comes back
 * to the tab waits for news anew.  [over, again]: looking has ended; begins it again.
 * @param {() => unknown} work @param {Pace} pace @param {boolean} on
 * @returns {[over: boolean, again: () => void]} */
export function useRepeated(work, pace, on = true) {
  const latest = useRef(work);
  latest.current = work;
  const [over, setOver] = useState(false);
  const [begun, setBegun] = useState(0);
  const again = useCallback(() => setBegun((times) => times + 1), []);
  useEffect(() => {
    if (!on) return undefined;
    const since = Date.now();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let stopped = false;
    const wait = () => {
      const ms = pace(Date.now() - since);
      if (ms === null) setOver(true);
      else timer = setTimeout(look, ms);
    };
    async function look() {
      if (document.visibilityState === 'visible') await Promise.resolve(latest.current()).catch(() => {});
      if (!stopped) wait();
    }
    setOver(false);
    wait();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [pace, on, begun]);
  useBackInTab(again);
  return [over, again];
}
