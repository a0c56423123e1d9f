/** What the collection code said, to be confirmed before anything else. */
const reads = require('../../../services/reads');
const tasks = require('../../../services/tasks');
const { go, replace } = require('../../../shared/go');
const { decoded } = require('../../../shared/scene');
const { load } = require('../../../shared/work');

Page({
  data: {
    code: '',
    ready: false,
    loadError: null,
    gone: false,
    wrong: false,
    rows: [],
    cautions: /** @type {reads.Read['cautions']} */ ([]),
    people: /** @type {tasks.Task['contacts']} */ ([]),
  },

  onLoad({ code }) {
    this.setData({ code: decoded(code) });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    const { code } = this.data;
    return load(
      this,
      async () => {
        const task = await tasks.get(code);
        const read = reads.get(task.task_id);
        return {
          people: task.contacts,
          gone: !read,
          rows: read ? read.details : [],
          cautions: read ? read.cautions : [],
        };
      },
      { code },
    );
  },
  right() {
    go('/pages/tasks/form/form', { code: this.data.code });
  },
  order(/** @type {WechatMiniprogram.TouchEvent} */ { currentTarget }) {
    go('/pages/orders/detail/detail', { order_id: currentTarget.dataset.id });
  },
  isWrong() {
    this.setData({ wrong: !this.data.wrong });
  },
  again() {
    replace('/pages/tasks/code/code', { code: this.data.code });
  },
});
