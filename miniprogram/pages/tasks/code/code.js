/** For a task with collection codes: a picture of the album, or the code before the lens. */
const reads = require('../../../services/reads');
const tasks = require('../../../services/tasks');
const { go } = require('../../../shared/go');
const { cancelled } = require('../../../shared/chosen');
const { decoded } = require('../../../shared/scene');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    code: '', taskId: '', ready: false, loadError: null,
    picture: '', stage: '', percent: 0, waiting: false, busy: false, error: null,
  },
  source: /** @type {reads.Source | null} */ (null), // what was sent last, for a second try with the ID's last four

  onLoad({ code }) {
    this.setData({ code: decoded(code) });
    this.load();
  },
  onShow() { if (this.data.loadError) this.load(); },
  load() {
    const { code } = this.data;
    return load(this, async () => ({ taskId: (await tasks.get(code)).task_id }), { code });
  },

  choose() {
    return this.read(async () => {
      const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sourceType: ['album'], sizeType: ['original'] });
      const path = tempFiles[0].tempFilePath;
      this.setData({ picture: path, stage: 'sending', percent: 0, waiting: false });
      return reads.upload(path, ({ share, waiting }) => {
        const percent = Math.round(share * 100);
        if (percent !== this.data.percent || waiting !== this.data.waiting) this.setData({ percent, waiting });
      });
    });
  },
  scan() {
    return this.read(async () => {
      const { result } = await wx.scanCode({ onlyFromCamera: true, scanType: ['qrCode'] });
      this.setData({ picture: '' });
      return { text: result };
    });
  },
  prove(/** @type {WechatMiniprogram.CustomEvent<{ tail: string }>} */ { detail }) {
    return this.read(async () => this.source, detail.tail);
  },
  again() {
    return this.source ? this.read(async () => this.source) : this.choose();
  },
  read(/** @type {() => Promise<reads.Source | null>} */ choose, /** @type {string | null} */ tail = null) {
    const { code, taskId } = this.data;
    return work(this, async () => {
      try {
        const source = await choose();
        if (!source) return;
        this.source = source;
        this.setData({ stage: 'reading' });
        await reads.read(taskId, source, tail);
        go('/pages/tasks/info/info', { code });
      } catch (problem) {
        if (!cancelled(problem)) throw problem;
      } finally {
        this.setData({ stage: '' });
      }
    }, { code });
  },
});
