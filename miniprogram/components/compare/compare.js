/** The original and the finished photo of one frame under one slider: dragged on the picture or below it. */

/** Where a picture is while a finger is on it.  @type {WeakMap<object, { left: number, width: number }>} */
const places = new WeakMap();

Component({
  properties: {
    /** links of the two pictures */
    before: { type: String, value: '' },
    after: { type: String, value: '' },
    /** { top, chin }, shares of the height; null without measures */
    head: { type: Object, value: null },
  },
  data: { at: 50 }, // percent of the width that shows the original
  methods: {
    /** Where the picture is, before a finger moves over it. */
    touched(/** @type {WechatMiniprogram.TouchEvent} */ event) {
      this.createSelectorQuery()
        .select('.compare')
        .boundingClientRect(({ left, width }) => {
          places.set(this, { left, width });
          this.dragged(event);
        })
        .exec();
    },
    dragged(/** @type {WechatMiniprogram.TouchEvent} */ { touches }) {
      const place = places.get(this);
      if (place)
        this.show(Math.min(100, Math.max(0, Math.round(((touches[0].clientX - place.left) / place.width) * 100))));
    },
    slid(/** @type {WechatMiniprogram.SliderChange} */ { detail }) {
      this.show(detail.value);
    },
    show(/** @type {number} */ at) {
      if (at !== this.data.at) this.setData({ at });
    },
  },
});
