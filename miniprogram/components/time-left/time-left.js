/** Counts down to an instant; fires `over` once when it is reached. */
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
      if (until) countDown(this, new Date(until).getTime(), (seconds) => this.tell(seconds));
    },
  },
  lifetimes: {
    detached() { stop(this); },
  },
  methods: {
    tell(/** @type {number} */ seconds) {
      this.setData({ text: howLong(seconds) });
      if (!seconds) this.triggerEvent('over');
    },
  },
});
