/** Words in which a date, an hour or a telephone is never parted by the end of a line. */
const { phrasesOf } = require('../../generated/sentences');

Component({
  properties: {
    text: { type: String, value: '' },
    /** whether a long press selects it */
    select: { type: Boolean, value: false },
  },
  data: { parts: /** @type {ReturnType<typeof phrasesOf>} */ ([]) },
  observers: {
    text(/** @type {string} */ text) {
      this.setData({ parts: phrasesOf(text) });
    },
  },
});
