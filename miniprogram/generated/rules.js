// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
exports.FIELDS = {
 "name": {
  "label": "姓名"
 },
 "school": {
  "label": "学校"
 },
 "level": {
  "label": "学历层次"
 },
 "college": {
  "label": "学院"
 },
 "department": {
  "label": "系所"
 },
 "major": {
  "label": "专业"
 },
 "class_name": {
  "label": "班级"
 },
 "student_no": {
  "label": "学号",
  "pattern": "^(?:[0-9A-Z\\-]{2,32})$",
  "allowed": "只能有数字、字母和“-”，2 至 32 位"
 },
 "contact_phone": {
  "label": "联系电话",
  "pattern": "^(?:1[3-9][0-9]{9})$",
  "allowed": "请填写 11 位手机号"
 },
 "id_tail": {
  "label": "证件号码后4位",
  "pattern": "^(?:[0-9]{3}[0-9X])$",
  "allowed": "请填写证件号码最后 4 位，X 也算一位"
 },
 "email": {
  "label": "电子邮箱",
  "pattern": "^(?:[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$",
  "allowed": "请填写完整的邮箱地址，中间有“@”"
 },
 "consignee": {
  "label": "收件人"
 },
 "address": {
  "label": "收件地址"
 },
 "layout": {
  "label": "冲印版式"
 }
};
exports.HIDDEN = "\\u{0}-\\u{8}\\u{e}-\\u{1b}\\u{7f}-\\u{84}\\u{86}-\\u{9f}\\u{ad}-\\u{ad}\\u{34f}-\\u{34f}\\u{600}-\\u{605}\\u{61c}-\\u{61c}\\u{6dd}-\\u{6dd}\\u{70f}-\\u{70f}\\u{890}-\\u{891}\\u{8e2}-\\u{8e2}\\u{115f}-\\u{1160}\\u{17b4}-\\u{17b5}\\u{180e}-\\u{180e}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{206f}\\u{2800}-\\u{2800}\\u{3164}-\\u{3164}\\u{d800}-\\u{dfff}\\u{feff}-\\u{feff}\\u{ffa0}-\\u{ffa0}\\u{fff0}-\\u{fffb}\\u{110bd}-\\u{110bd}\\u{110cd}-\\u{110cd}\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e00ff}";
exports.UPLOADS = {
 "types": [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/heic"
 ],
 "bytes": {
  "QR": 10485760,
  "PHOTO": 10485760,
  "AVATAR": 5242880
 }
};
