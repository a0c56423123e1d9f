/** Which collection: its type and the teacher's code, typed or brought by a scanned code. */
const kept = require('../../../services/kept');
const tasks = require('../../../services/tasks');
const { serviceCard, taskCard } = require('../../../shared/cards');
const { go } = require('../../../shared/go');
const { codeOf } = require('../../../shared/scene');
const { plain, yuan } = require('../../../shared/words');
const { work } = require('../../../shared/work');

/** @param {tasks.Task} task */
const otherOf = ({ task_type: type, task_type_label: label, title, price, price_text: text }) => ({
  type,
  label,
  title,
  price: price ? yuan(text) : '免费',
});

Page({
  data: {
    types: [
      { value: 'GROUP', icon: 'school', label: '集中采集', tells: '学校统一组织，照片交学校' },
      { value: 'INDIVIDUAL', icon: 'user', label: '散拍', tells: '个人办理，可邮寄纸质照片' },
    ],
    type: '',
    code: '',
    wrong: '',
    busy: false,
    error: /** @type {any} */ (null),
    other: /** @type {ReturnType<typeof otherOf> | null} */ (null), // what the code is, where another type was chosen
  },

  /** Who scanned a code chose no type: the task's own is shown with it. */
  onLoad(query) {
    const scanned = codeOf(query);
    this.setData(scanned ? { code: scanned } : kept.get('locate', { type: 'GROUP', code: '' }));
  },
  chooseType(/** @type {WechatMiniprogram.RadioGroupChange} */ { detail }) {
    this.setData({ type: detail.value, error: null, other: null });
    this.remember();
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
    this.setData({ code: detail.value, wrong: '', error: null, other: null });
    this.remember();
  },
  /** WeChat may end the mini-program while she looks the code up elsewhere. */
  remember() {
    const { type, code } = this.data;
    kept.put('locate', { type, code });
  },
  async next() {
    const { type } = this.data;
    const code = plain(this.data.code).replace(/\s/g, '');
    this.setData({ wrong: code ? '' : '请填写老师发布的特征码', other: null });
    if (!code) return;
    await this.find(code, type);
    const { error } = this.data;
    if (error && error.code === 'wrong_task_type') await this.findOther(code);
  },
  /** What the code is, with its price, so that one tap goes on. */
  async findOther(/** @type {string} */ code) {
    const task = await tasks.get(code).catch(() => null);
    if (task) this.setData({ other: otherOf(task) });
  },
  change() {
    const { other } = this.data;
    if (!other) return;
    this.setData({ type: other.type });
    this.next();
  },
  find(/** @type {string} */ code, /** @type {string} */ type) {
    return work(this, async () => {
      const task = await tasks.find(code, type);
      kept.put('locate', { type: task.task_type, code });
      go('/pages/tasks/task/task', { code });
    });
  },
  /** The code and nothing else: whoever opens it begins for herself. */
  onShareAppMessage() {
    const code = codeOf({ code: this.data.code });
    return code ? taskCard('高校图像信息采集', code) : serviceCard();
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
