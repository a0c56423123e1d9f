/** How this phone is held before a photo, by what its accelerometer feels. */
const [ROLL, TILT] = [8, 20]; // degrees off upright that a shot forgives
const LEAST_MS = 800; // a word that changes faster cannot be read

const degrees = (/** @type {number} */ radians) => Math.abs(radians) * (180 / Math.PI);

/** x, y, z in g, of a phone that stands upright 0, ±1, 0.  @param {{ x: number, y: number, z: number }} felt */
const isLevel = ({ x, y, z }) =>
  degrees(Math.atan2(x, Math.abs(y))) < ROLL && degrees(Math.atan2(z, Math.hypot(x, y))) < TILT;

/** Tells whether the phone is held level, at once and after each change; a phone that feels nothing says nothing.
 * Gives what ends that.
 * @param {(level: boolean) => void} tell
 */
function watch(tell) {
  let [said, at] = [/** @type {boolean | null} */ (null), 0];
  const felt = (/** @type {any} */ now) => {
    const level = isLevel(now);
    if (level === said || Date.now() - at < LEAST_MS) return;
    [said, at] = [level, Date.now()];
    tell(level);
  };
  wx.startAccelerometer({
    interval: 'ui',
    fail() {
      /* none in this phone */
    },
  });
  wx.onAccelerometerChange(felt);
  return () => {
    wx.offAccelerometerChange(felt);
    wx.stopAccelerometer({
      fail() {
        /* it was not running */
      },
    });
  };
}

module.exports = { watch };
