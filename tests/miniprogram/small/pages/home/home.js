Page({
  data: { who: '', agreed: false, tries: /** @type {{ number: number }[]} */ ([]) },

  /** @param {WechatMiniprogram.Input} event */
  typed({ detail }) {
    this.setData({ who: detail.value });
  },

  /** @param {WechatMiniprogram.CheckboxGroupChange} event */
  ticked({ detail }) {
    this.setData({ agreed: detail.value.length > 0 });
  },

  /** @param {WechatMiniprogram.FormSubmit} event */
  submit({ detail }) {
    const index = this.data.tries.length;
    this.setData({ [`tries[${index}]`]: { number: index + 1 }, who: detail.value.who.trim() });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  next({ currentTarget }) {
    wx.navigateTo({ url: `../next/next?who=${encodeURIComponent(currentTarget.dataset.who)}` });
  },
});
