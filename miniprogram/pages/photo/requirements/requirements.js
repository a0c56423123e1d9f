/** How the photo must look, before it is taken. */
const orders = require('../../../services/orders');
const { go } = require('../../../shared/go');
const { load } = require('../../../shared/work');
const { BAD } = require('../samples');

/** @type {Record<string, string>} */
const COLOURS = { '100,197,255': '浅蓝色', '255,255,255': '白色', '240,240,240': '浅灰色' };
/** @param {string} [colour] @param {boolean} [glasses] @returns {{ name: string, text: string }[]} */
const rules = (colour, glasses = true) => [
  { name: '背景', text: `站在${colour ? `${colour}或其他` : ''}纯色墙面前约一米，背景均匀、没有影子和杂物。` },
  { name: '姿势', text: '正对镜头，头摆正，双肩平，露出双耳轮廓和眉毛。' },
  { name: '表情', text: '双眼自然睁开平视镜头，嘴唇自然闭合。' },
  { name: '穿着', text: '穿有领深色上衣（不要蓝色、白色），不戴帽子、墨镜、口罩和夸张饰品。' },
  { name: '拍摄', text: '请别人用手机后置摄像头竖着拍，拍到双肩和胸口，头顶留出空间。光线从正面来，不用闪光灯。' },
  { name: '照片', text: '请用原图：不美颜、不修图、不截图、不翻拍纸质照片。' },
  ...(glasses ? [] : [{ name: '眼镜', text: '本次采集要求不戴眼镜，请摘下眼镜后拍摄。' }]),
];

Page({
  data: { orderId: '', ready: false, loadError: null, rules: rules(), bad: BAD },

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  /** Without an order: for everybody who wants to know, with the rules of every task. */
  load() {
    const { orderId } = this.data;
    if (!orderId) return undefined;
    return load(
      this,
      async () => {
        const { task } = await orders.show(orderId);
        return { rules: rules(COLOURS[task.background.join(',')], task.glasses === 'ALLOW') };
      },
      { orderId },
    );
  },
  start() {
    go('/pages/tasks/start/start');
  },
  shoot() {
    go('/pages/photo/shoot/shoot', { order_id: this.data.orderId });
  },
});
