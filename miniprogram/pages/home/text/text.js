/** Terms, privacy policy and the consent for faces, by name, for everybody. */
const { TEXTS } = require('../../../generated/texts');

Page({
  data: { text: TEXTS.TERMS },
  onLoad({ kind }) {
    const text = Object.entries(TEXTS).find(([name]) => name === kind);
    if (text) this.setData({ text: text[1] });
  },
});
