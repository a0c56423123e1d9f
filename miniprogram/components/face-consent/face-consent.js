/** The separate consent to the processing of a face, asked for before the first photo; the page's own button gives
 * it. */
const { go } = require('../../shared/go');

Component({
  properties: {
    /** { title, text } in force */
    consent: { type: Object, value: null },
  },
  methods: {
    contact() {
      go('/pages/home/contact/contact');
    },
  },
});
