/** Which collection: its type and the teacher's code, typed or brought by a scanned code. */
const kept = require('../../../services/kept');
const tasks = require('../../../services/tasks');
const { go } = require('../../../shared/go');
const { codeOf } = require('../../../shared/scene');
const { plain } = require('../../../shared/words');
const { work } = require('../../../shared/work');

Page({
  data: {
    types: [
      { value: 'GROUP', label: '集中采集', tells: '学校统一组织，使用老师发布的特征码' },
      { value: 'INDIVIDUAL', label: '散拍', tells: '个人办理，可邮寄纸质照片' },
    ],
    type: '', code: '', wrong: '', busy: false, error: null,
  },

  /** Who scanned a code chose no type: the task's own is shown with it. */
  onLoad(query) {
    const scanned = codeOf(query);
    this.setData(scanned ? { code: scanned } : kept.get('locate', { type: 'GROUP', code: '' }));
  },
  chooseType(/** @type {WechatMiniprogram.RadioGroupChange} */ { detail }) {
    this.setData({ type: detail.value });
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
    this.setData({ code: detail.value });
  },
  next() {
    const { type } = this.data;
    const code = plain(this.data.code).replace(/\s/g, '');
    this.setData({ wrong: code ? '' : '请填写老师发布的特征码' });
    if (!code) return undefined;
    return work(this, async () => {
      const task = await tasks.find(code, type);
      kept.put('locate', { type: task.task_type, code });
      go('/pages/tasks/task/task', { code });
    });
  },
  contact() { go('/pages/home/contact/contact'); },
});
