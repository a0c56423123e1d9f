/** Whole seconds until an instant, told each second; one countdown per page or component. */

/** @type {WeakMap<object, number>} */
const timers = new WeakMap();

/** @param {object} owner */
function stop(owner) {
  clearInterval(timers.get(owner) || 0);
  timers.delete(owner);
}

/** @param {object} owner @param {number} end in ms
 * @param {(seconds: number) => void} tell at once, each second, and 0 */
function countDown(owner, end, tell) {
  stop(owner);
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (!left) stop(owner);
    tell(left);
  };
  timers.set(owner, setInterval(tick, 1000));
  tick();
}

module.exports = { countDown, stop };
