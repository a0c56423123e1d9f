/** What the code stands for: type, price, time, refund rule, people to ask. */
const tasks = require('../../../services/tasks');
const { facts } = require('../../../shared/facts');
const { taskCard } = require('../../../shared/cards');
const { go } = require('../../../shared/go');
const { decoded } = require('../../../shared/scene');
const { when, yuan } = require('../../../shared/words');
const { load } = require('../../../shared/work');

const MODES = {
  ENCRYPTED: '需要学信网的“图像采集码”，学籍信息由采集码自动识别，您只需核对。',
  PLAIN: '不需要采集码，学籍信息由您自己填写。',
};

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
    rows: [],
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
          people: task.contacts,
          encrypted: task.collect_mode === 'ENCRYPTED',
          rows: facts([
            ['办理方式', MODES[task.collect_mode]],
            ['截止时间', when(task.closes_at)],
            ['适用学校', task.schools.map(({ name }) => name).join('、')],
            ['院系', task.sub_unit],
            ['学历层次', task.levels.map(({ label }) => label).join('、')],
            ['特征码', code.toUpperCase()],
          ]),
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
