/** The task's questions: what the code told is shown, the rest is typed; the order is opened here. */
const branch = require('../../../services/branch');
const kept = require('../../../services/kept');
const orders = require('../../../services/orders');
const reads = require('../../../services/reads');
const tasks = require('../../../services/tasks');
const { replace, restart } = require('../../../shared/go');
const { offerAfter } = require('../../../shared/offer');
const { decoded } = require('../../../shared/scene');
const { folded, questions, readRows, shownField, wrongOf } = require('../../../shared/questions');
const { load, work } = require('../../../shared/work');

/** @typedef {ReturnType<typeof shownField>} Shown */

/** Ways to print are asked for where a task wants one.  @param {tasks.Task} task */
const layoutsOf = async (task) => (task.form_fields.some(({ name }) => name === 'layout') ? (await branch.settings()).layouts : []);

Page({
  data: {
    code: '', taskId: '', ready: false, loadError: null, gone: false, rows: [], fields: /** @type {Shown[]} */ ([]),
    busy: false, error: /** @type {any} */ (null), offer: /** @type {any} */ (null),
  },

  onLoad({ code }) {
    this.setData({ code: decoded(code) });
    this.load();
  },
  onShow() { if (this.data.loadError) this.load(); },
  load() {
    const { code } = this.data;
    return load(this, async () => {
      const task = await tasks.get(code);
      const encrypted = task.collect_mode === 'ENCRYPTED';
      const read = encrypted ? reads.get(task.task_id) : null;
      const student = read ? read.student : null;
      const layouts = await layoutsOf(task);
      const typed = kept.get(`form.${task.task_id}`, { level: task.levels.length === 1 ? task.levels[0].level : '' });
      return {
        taskId: task.task_id, gone: encrypted && !read, rows: student ? readRows(student) : [],
        fields: questions(task, student).map((field) => shownField(field, task, layouts, typed[field.name] || '')),
      };
    }, { code });
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ name: string, value: string }>} */ { detail }) {
    const at = this.data.fields.findIndex(({ name }) => name === detail.name);
    this.setData({ [`fields[${at}].value`]: detail.value });
    kept.put(`form.${this.data.taskId}`, this.values());
  },
  /** @returns {Record<string, string>} */
  values() {
    return Object.fromEntries(this.data.fields.map(({ name, value }) => [name, folded(name, value)]));
  },
  save() {
    const fields = this.data.fields.map((field) => ({ ...field, wrong: wrongOf(field, field.value) }));
    this.setData({ fields, offer: null });
    const wrong = fields.find((field) => field.wrong);
    if (wrong) return wx.pageScrollTo({ selector: `#${wrong.name}`, offsetTop: -80 });
    const read = reads.get(this.data.taskId);
    return this.open(read ? read.id_tail : null);
  },
  prove(/** @type {WechatMiniprogram.CustomEvent<{ tail: string }>} */ { detail }) {
    return this.open(detail.tail);
  },
  async open(/** @type {string | null} */ idTail) {
    const { code, taskId } = this.data;
    const read = reads.get(taskId);
    await work(this, async () => {
      const { order_id, state } = await orders.open(taskId, read ? read.read_id : null, this.values(), idTail);
      restart(state === 'DRAFT' ? '/pages/photo/requirements/requirements' : '/pages/orders/detail/detail', { order_id });
    }, { code });
    const { error, fields } = this.data;
    const offer = offerAfter(this.data.offer, error);
    const wrong = (/** @type {string} */ name) => (error && !offer && error.field === name ? error.message : '');
    this.setData({ offer, fields: error ? fields.map((field) => ({ ...field, wrong: wrong(field.name) })) : fields });
  },
  upload() { replace('/pages/tasks/code/code', { code: this.data.code }); },
});
