const { ask } = require('../../services/api');

Page({
  data: { who: '', answer: '' },

  /** @param {Record<string, string | undefined>} query */
  async onLoad({ who = '' }) {
    this.setData({ who: decodeURIComponent(who) });
    const { schools } = await ask('/api/schools?q=%E6%B9%96%E5%8D%97');
    this.setData({ answer: `${schools.length} 所学校` });
  },
});
