/** Counts down to an instant; fires `over` when it is reached before one's eyes: of one that is past the page knew
 * already. */
const { countDown, stop } = require('../../shared/countdown');
const { howLong } = require('../../shared/words');

Component({
  properties: {
    /** ISO text */
    until: { type: String, value: '' },
  },
  data: { text: '' },
  observers: {
    until(/** @type {string} */ until) {
      stop(this);
      if (!until) return;
      let before = 0;
      countDown(this, new Date(until).getTime(), (seconds) => {
        this.setData({ text: howLong(seconds) });
        if (before && !seconds) this.triggerEvent('over');
        before = seconds;
      });
    },
  },
  lifetimes: {
    detached() {
      stop(this);
    },
  },
});
