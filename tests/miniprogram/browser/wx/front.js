/** Whether the mini-program is in front, or behind another app or a page of WeChat's own. */
import { application, pages } from '../world.js';

const listeners = new Set();
let shown = true;

function turn(to) {
  if (shown === to) return;
  shown = to;
  if (to) {
    application.it.onShow?.({});
    pages.it.show();
  } else {
    pages.it.leave();
    application.it.onHide?.();
  }
  listeners.forEach((listener) => listener(to));
}

export const front = {
  /** Tells each change; gives what ends that. */
  watch(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Something else is in front while `work` goes on; nothing of it is told before the return. */
  async behind(work) {
    turn(false);
    try {
      return await work();
    } finally {
      turn(true);
    }
  },
};

Object.assign(globalThis.harness.happens, { hide: () => turn(false), show: () => turn(true) });
