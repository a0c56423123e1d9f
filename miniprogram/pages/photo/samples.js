// Written by tools/samples.mjs from web/shared/portraits.js: change the drawings there.
exports.BAD = [
 {
  "file": "bad-01",
  "label": "头歪"
 },
 {
  "file": "bad-02",
  "label": "戴墨镜"
 },
 {
  "file": "bad-03",
  "label": "闭眼"
 },
 {
  "file": "bad-04",
  "label": "张嘴、露齿"
 },
 {
  "file": "bad-05",
  "label": "戴帽子"
 },
 {
  "file": "bad-06",
  "label": "脸被遮住"
 },
 {
  "file": "bad-07",
  "label": "头发挡眼"
 },
 {
  "file": "bad-08",
  "label": "背景有影子"
 },
 {
  "file": "bad-09",
  "label": "背景杂乱"
 },
 {
  "file": "bad-10",
  "label": "离得太远"
 },
 {
  "file": "bad-11",
  "label": "离得太近"
 },
 {
  "file": "bad-12",
  "label": "不居中"
 },
 {
  "file": "bad-13",
  "label": "光线太暗"
 },
 {
  "file": "bad-14",
  "label": "模糊"
 },
 {
  "file": "bad-15",
  "label": "翻拍屏幕"
 }
];
