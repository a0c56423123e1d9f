/** What stands where a page's content does not: that it is on its way, or what went wrong, what to do, and the way
 * there.
 *
 * Fires `again` where asking once more may help.
 */
const { go } = require('../../shared/go');

Component({
  properties: {
    /** as shared/shown.js makes it */
    error: { type: Object, value: null },
    /** whether the page still waits for its content */
    wait: { type: Boolean, value: false },
    /** whether the page has something to ask again */
    retry: { type: Boolean, value: false },
  },
  methods: {
    again() {
      this.triggerEvent('again');
    },
    mend() {
      const { step } = /** @type {ReturnType<typeof import('../../shared/shown').shown>} */ (this.data.error);
      if (step) go(step.url);
    },
  },
});
