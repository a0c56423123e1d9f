/** What pages share: doing one thing at a time, loading, counting down. */
import { useCallback, useEffect, useMemo, useRef, useState } from './vendor/preact.js';
import { now } from './clock.js';
import { keep, kept } from './kept.js';

/** [run, busy, error, forget]: `run(work)` does nothing while an earlier one is under way, so two clicks are one. */
export function useWork() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const running = useRef(false);
  const run = useCallback(async (work) => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      return await work();
    } catch (problem) {
      if (!problem.code) console.error(problem);
      setError(problem);
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return [run, busy, error, setError];
}

/** {value, error, reload, set} of an asynchronous source; asked again when a key changes or the line is back. */
export function useLoaded(source, keys = []) {
  const [state, setState] = useState({ value: null, error: null });
  const newest = useRef(0);
  const reload = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    try {
      const value = await source();
      if (mine === newest.current) setState({ value, error: null });
    } catch (error) {
      if (!error.code) console.error(error);
      if (mine === newest.current) setState(({ value }) => ({ value, error }));
    }
  }, keys);
  useEffect(() => {
    reload();
    addEventListener('online', reload);
    return () => {
      newest.current += 1;
      removeEventListener('online', reload);
    };
  }, [reload]);
  const set = useCallback((value) => {
    newest.current += 1;
    setState({ value, error: null });
  }, []);
  return { ...state, reload, set };
}

/** [wrong, setWrong, mend]: what is wrong with each field of a form; mend(name, error) as its answer changes: what was
 * said of it goes as soon as it is right, and nothing new is said before the form is sent. */
export function useWrong() {
  const [wrong, setWrong] = useState({});
  const mend = useCallback(
    (name, error) => setWrong((before) => (before[name] ? { ...before, [name]: error } : before)),
    [],
  );
  return [wrong, setWrong, mend];
}

/** Like useState, over reloads of the tab. */
export function useKept(name, initial) {
  const [value, setValue] = useState(() => kept(name, initial));
  const set = useCallback(
    (next) =>
      setValue((before) => {
        const after = typeof next === 'function' ? next(before) : next;
        keep(name, after);
        return after;
      }),
    [name],
  );
  return [value, set];
}

/** The address of a picture while it is shown; null without one. */
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

/** Whole seconds until an instant (ISO text or ms); null without one.  Ticks each second. */
export function useSecondsUntil(instant) {
  const end = instant == null ? null : new Date(instant).getTime();
  const left = () => (end === null ? null : Math.max(0, Math.ceil((end - now()) / 1000)));
  const [, tick] = useState(0);
  const seconds = left();
  useEffect(() => {
    if (!seconds) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [end, seconds > 0]);
  return seconds;
}

const LOOKING_MS = 30 * 60_000; // a tab left open asks no longer than this

/** How long until the next look: rarer the longer it takes, and null when looking ends. */
export const rarer = (first, last) => (elapsed) =>
  elapsed > LOOKING_MS ? null : Math.min(last, Math.max(first, elapsed / 8));

/** Runs `work` as `pace` says while the page is seen and `on`; the next run waits for the last, and whoever comes back
 * to the tab waits for news anew.  [over, again]: looking has ended; begins it again. */
export function useRepeated(work, pace, on = true) {
  const latest = useRef(work);
  latest.current = work;
  const [over, setOver] = useState(false);
  const [begun, setBegun] = useState(0);
  const again = useCallback(() => setBegun((times) => times + 1), []);
  useEffect(() => {
    if (!on) return undefined;
    const since = Date.now();
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
  useEffect(() => {
    const back = () => document.visibilityState === 'visible' && again();
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, []);
  return [over, again];
}
