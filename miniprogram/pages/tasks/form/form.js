/** The task's questions: what the code told is shown, the rest is typed; the order is opened here. */
const { folded, wrongOf } = require('../../../generated/answers');
const branch = require('../../../services/branch');
const kept = require('../../../services/kept');
const orders = require('../../../services/orders');
const reads = require('../../../services/reads');
const tasks = require('../../../services/tasks');
const { chosenAddress } = require('../../../shared/address');
const { replace, restart } = require('../../../shared/go');
const { offerAfter } = require('../../../shared/offer');
const { decoded } = require('../../../shared/scene');
const { shownField } = require('../../../shared/questions');
const { load, work } = require('../../../shared/work');

/** @typedef {import('../../../shared/questions').Shown} Shown */

Page({
  data: {
    code: '',
    taskId: '',
    readId: '',
    ready: false,
    loadError: null,
    gone: false,
    rows: [],
    fields: /** @type {Shown[]} */ ([]),
    addressAt: '', // the first field that an address book fills
    contested: false, // the branch was asked whose the code is
    beside: false, // the refusal stands beside its field
    busy: false,
    error: /** @type {any} */ (null),
    offer: /** @type {any} */ (null),
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
        const encrypted = task.collect_mode === 'ENCRYPTED';
        const read = encrypted ? reads.get(task.task_id) : null;
        const { questions } = read || task;
        const asks = (/** @type {string} */ name) => questions.some((question) => question.name === name);
        const layouts = asks('layout') ? (await branch.settings()).layouts : [];
        const typed = { contact_phone: kept.get('phone', ''), ...kept.get(`form.${task.task_id}`, {}) };
        return {
          addressAt: ['consignee', 'address'].find(asks) || '',
          taskId: task.task_id,
          readId: read ? read.read_id : '',
          gone: encrypted && !read,
          rows: read ? read.details : [],
          fields: questions.map((question) => shownField(question, layouts, typed[question.name] || '')),
        };
      },
      { code },
    );
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ name: string, value: string }>} */ { detail }) {
    const at = this.data.fields.findIndex(({ name }) => name === detail.name);
    const field = this.data.fields[at];
    this.setData({
      [`fields[${at}].value`]: detail.value,
      [`fields[${at}].wrong`]: field.wrong && wrongOf(field, detail.value),
    });
    kept.type(`form.${this.data.taskId}`, this.values());
  },
  /** @returns {Record<string, string>} */
  values() {
    return Object.fromEntries(this.data.fields.map((field) => [field.name, folded(field, field.value)]));
  },
  save() {
    const fields = this.data.fields.map((field) => ({ ...field, wrong: wrongOf(field, field.value) }));
    this.setData({ fields, offer: null, error: null, beside: false, contested: false });
    const wrong = fields.find((field) => field.wrong);
    if (wrong) return wx.pageScrollTo({ selector: `#${wrong.name}`, offsetTop: -80 });
    return this.open(null);
  },
  contested() {
    this.setData({ contested: true });
  },
  prove(/** @type {WechatMiniprogram.CustomEvent<{ tail: string }>} */ { detail }) {
    return this.open(detail.tail);
  },
  /** The task may ask otherwise than when this page was loaded; what she typed stays.
   * @param {tasks.Task['questions']} questions */
  async askAnew(questions) {
    const { code, taskId, readId } = this.data;
    kept.type(`form.${taskId}`, this.values());
    if (readId) reads.askAnew(taskId, questions);
    else tasks.askAnew(code, questions);
    await this.load();
  },
  async open(/** @type {string | null} */ idTail) {
    const { code, taskId } = this.data;
    const read = reads.get(taskId);
    await work(
      this,
      async () => {
        const { order_id, state } = await orders.open(taskId, read ? read.read_id : null, this.values(), idTail);
        restart(state === 'DRAFT' ? '/pages/photo/requirements/requirements' : '/pages/orders/detail/detail', {
          order_id,
        });
      },
      { code },
    );
    const asked = this.data.error?.data?.questions;
    if (asked) await this.askAnew(asked);
    const { error, fields } = this.data;
    const offer = offerAfter(this.data.offer, error);
    const wrong = (/** @type {string} */ name, /** @type {string} */ label) => {
      if (!error || offer || error.field !== name) return '';
      // a way out needs the box, with the words
      return error.step ? `请核对${label}` : `${error.message}，${error.action}`;
    };
    const beside = Boolean(error) && !offer && !error.step && fields.some(({ name }) => name === error.field);
    if (error && beside) wx.pageScrollTo({ selector: `#${error.field}`, offsetTop: -80 });
    this.setData({
      offer,
      beside,
      fields: error ? fields.map((field) => ({ ...field, wrong: wrong(field.name, field.label) })) : fields,
    });
  },
  /** Of WeChat's own address book; what she typed herself is only replaced by what she chooses there. */
  address() {
    return work(this, async () => {
      const found = await chosenAddress();
      if (!found) return;
      const { consignee, address, phone } = found;
      /** @type {Record<string, string>} */
      const chosen = { consignee, address, ...(this.values().contact_phone ? {} : { contact_phone: phone }) };
      this.setData({
        fields: this.data.fields.map((field) =>
          chosen[field.name] ? { ...field, value: chosen[field.name], wrong: '' } : field,
        ),
      });
      kept.type(`form.${this.data.taskId}`, this.values());
    });
  },
  upload() {
    replace('/pages/tasks/code/code', { code: this.data.code });
  },
});
