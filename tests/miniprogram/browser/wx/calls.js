/** WeChat's way to answer: to success, fail and complete if one of them is given, else by a promise. */

export class Failed extends Error {
  /** text: what follows "name:fail "; more: errno, errCode … */
  constructor(text, more = {}) {
    super(text);
    this.more = more;
  }
}

/** What the player of WeChat answered; raises Failed when it is a refusal. */
export function taken(answer) {
  const refused = /^\w+:fail ?(.*)$/.exec(answer?.errMsg ?? '');
  if (refused) throw new Failed(refused[1], answer);
  return answer;
}

/** @param {(options: any) => any} run  may be async; raises Failed */
export const call =
  (name, run) =>
  (options = {}) => {
    const { success, fail, complete } = options;
    const promise = (async () => run(options))().then(
      (result) => ({ errMsg: `${name}:ok`, ...result }),
      (error) => {
        if (!(error instanceof Failed)) throw error;
        throw Object.assign(new Error(`${name}:fail ${error.message}`), {
          ...error.more,
          errMsg: `${name}:fail ${error.message}`,
        });
      },
    );
    if (!success && !fail && !complete) return promise;
    promise
      .then(
        (result) => {
          success?.(result);
          complete?.(result);
        },
        (error) => {
          if (!error.errMsg) throw error;
          fail?.(error);
          complete?.(error);
        },
      )
      .catch(reportError);
    return undefined;
  };

/** on… and off… of one event. */
export function event(name) {
  const listeners = new Set();
  return {
    fire: (...given) => [...listeners].forEach((listener) => listener(...given)),
    any: () => listeners.size > 0,
    api: {
      [`on${name}`]: (listener) => {
        listeners.add(listener);
      },
      [`off${name}`]: (listener) => {
        if (listener) listeners.delete(listener);
        else listeners.clear();
      },
    },
  };
}
