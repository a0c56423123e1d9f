/** Words in which a date, an hour or a telephone is never parted by the end of a line. */
const WHOLE = /((?:\d{4}年)?\d+月\d+日|\d+:\d\d(?:–\d+:\d\d)?|\d{3,4}-\d{7,8})/;

Component({
  properties: {
    text: { type: String, value: '' },
    /** whether a long press selects it */
    select: { type: Boolean, value: false },
  },
  data: { parts: /** @type {{ at: number, words: string, whole: boolean }[]} */ ([]) },
  observers: {
    text(/** @type {string} */ text) {
      this.setData({ parts: text.split(WHOLE).map((words, at) => ({ at, words, whole: at % 2 === 1 })) });
    },
  },
});
