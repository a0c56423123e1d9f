// Written by `python -m tools.web_client` from web/shared/both/photo_rules.js: change it there.
/** How the photo must look, in words. */

/** Colours of a wall, as a task's `rgb`.  @type {Record<string, string | undefined>} */
const WALLS = { '100,197,255': '浅蓝色', '255,255,255': '白色', '240,240,240': '浅灰色' };

/** [100, 197, 255] → 浅蓝色; undefined for a colour without a name.  @param {number[]} rgb */
const wallColour = (rgb) => WALLS[rgb.join(',')];

/** colour: of the wall, where a task asks for one; glasses, covers: whether glasses, and what covers the head, may be
 * worn.
 * @param {string} [colour] @param {boolean} [glasses] @param {boolean} [covers]
 * @returns {{ name: string, text: string }[]} */
const rulesOf = (colour, glasses = true, covers = false) => [
  { name: '背景', text: `站在${colour ? `${colour}或其他` : ''}纯色墙面前约一米，背景均匀、没有影子和杂物。` },
  { name: '姿势', text: '正对镜头，头摆正，双肩平，露出双耳轮廓和眉毛。' },
  { name: '表情', text: '双眼自然睁开平视镜头，嘴唇自然闭合。' },
  {
    name: '穿着',
    text: covers
      ? '穿有领深色上衣（不要蓝色、白色），不戴墨镜、口罩和夸张饰品；头巾等不遮挡脸部，额头到下巴全部露出。'
      : '穿有领深色上衣（不要蓝色、白色），不戴帽子、墨镜、口罩和夸张饰品。',
  },
  {
    name: '拍摄',
    text: '请别人用手机后置摄像头竖着拍，拍到双肩和胸口，头顶留出空间。光线从正面来，不用闪光灯。',
  },
  { name: '照片', text: '请用原图：不美颜、不修图、不截图、不翻拍纸质照片。' },
  ...(glasses ? [] : [{ name: '眼镜', text: '本次采集要求不戴眼镜，请摘下眼镜后拍摄。' }]),
];

module.exports = { WALLS, wallColour, rulesOf };
