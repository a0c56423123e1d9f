/** What the code stands for: type, price, time, refund rule, people to ask. */
const tasks = require('../../../services/tasks');
const { taskCard } = require('../../../shared/cards');
const { go } = require('../../../shared/go');
const { decoded } = require('../../../shared/scene');
const { yuan } = require('../../../shared/words');
const { load } = require('../../../shared/work');

Page({
  data: {
    code: '',
    ready: false,
    loadError: null,
    title: '',
    price: '',
    type: '',
    refund: '',
    delivery: '',
    kept: '',
    rows: /** @type {tasks.Task['rows']} */ ([]),
    people: /** @type {tasks.Task['contacts']} */ ([]),
    encrypted: true,
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
        return {
          title: task.title,
          price: task.price ? yuan(task.price_text) : '免费',
          type: task.task_type_label,
          refund: task.refund_text,
          delivery: task.delivery_text,
          kept: task.kept_text,
          people: task.contacts,
          encrypted: task.collect_mode === 'ENCRYPTED',
          rows: [...task.rows, { label: '特征码', value: code.toUpperCase() }],
        };
      },
      { code },
    );
  },
  /** The code and nothing else: whoever opens it begins for herself. */
  onShareAppMessage() {
    const { code, title } = this.data;
    return taskCard(title, code);
  },
  begin() {
    const { code, encrypted } = this.data;
    go(encrypted ? '/pages/tasks/code/code' : '/pages/tasks/form/form', { code });
  },
});
