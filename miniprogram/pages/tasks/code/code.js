/** For a task with collection codes: a picture of the album, or the code before the lens. */
const reads = require('../../../services/reads');
const tasks = require('../../../services/tasks');
const { go } = require('../../../shared/go');
const { cancelled } = require('../../../shared/chosen');
const { decoded } = require('../../../shared/scene');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    code: '',
    taskId: '',
    ready: false,
    loadError: null,
    picture: '',
    stage: '',
    percent: 0,
    waiting: false,
    busy: false,
    error: /** @type {any} */ (null),
    contested: false, // the branch was asked whose the code is
  },
  /** What is wanted, for a second try: a picture that is to be sent, or what was sent. */
  last: /** @type {(() => Promise<reads.Source>) | null} */ (null),

  over: false,

  onLoad({ code }) {
    this.setData({ code: decoded(code) });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    const { code } = this.data;
    return load(this, async () => ({ taskId: (await tasks.get(code)).task_id }), { code });
  },

  choose() {
    return this.read(async () => {
      const { tempFiles } = await wx.chooseMedia({
        count: 1,
        mediaType: ['image'],
        sourceType: ['album'],
        sizeType: ['original'],
      });
      this.last = () => this.upload(tempFiles[0].tempFilePath);
      return this.last();
    });
  },
  upload(/** @type {string} */ path) {
    this.setData({ picture: path, stage: 'sending', percent: 0, waiting: false });
    return reads.upload(
      path,
      ({ share, waiting }) => {
        const percent = Math.round(share * 100);
        if (percent !== this.data.percent || waiting !== this.data.waiting) this.setData({ percent, waiting });
      },
      () => this.over,
    );
  },
  onUnload() {
    this.over = true;
  },
  scan() {
    return this.read(async () => {
      const { result } = await wx.scanCode({ onlyFromCamera: true, scanType: ['qrCode'] });
      this.setData({ picture: '' });
      return { text: result };
    });
  },
  contested() {
    this.setData({ contested: true });
  },
  again() {
    return this.last ? this.read(this.last) : this.choose();
  },
  read(/** @type {() => Promise<reads.Source>} */ choose) {
    const { code, taskId } = this.data;
    this.setData({ contested: false });
    return work(
      this,
      async () => {
        try {
          const source = await choose();
          this.last = async () => source;
          this.setData({ stage: 'reading' });
          await reads.read(taskId, source);
          go('/pages/tasks/info/info', { code });
        } catch (problem) {
          if (!cancelled(problem)) throw problem;
        } finally {
          this.setData({ stage: '' });
        }
      },
      { code },
    );
  },
});
