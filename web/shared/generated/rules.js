// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
/** @type {Record<string, import('./types').Question>} */
export const FIELDS = {
 "name": {
  "name": "name",
  "label": "姓名",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "school": {
  "name": "school",
  "label": "学校",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "level": {
  "name": "level",
  "label": "学历层次",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "college": {
  "name": "college",
  "label": "学院",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "department": {
  "name": "department",
  "label": "系所",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "major": {
  "name": "major",
  "label": "专业",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "class_name": {
  "name": "class_name",
  "label": "班级",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "student_no": {
  "name": "student_no",
  "label": "学号",
  "required": true,
  "hint": "请与学生证一致。",
  "kind": "CODE",
  "most": 120,
  "pattern": "^(?:[0-9A-Z\\-]{2,32})$",
  "allowed": "只能有数字、字母和“-”，2 至 32 位",
  "choices": []
 },
 "contact_phone": {
  "name": "contact_phone",
  "label": "联系电话",
  "required": true,
  "hint": "审核结果会通知到这个号码，请填写本人常用手机号。",
  "kind": "PHONE",
  "most": 120,
  "pattern": "^(?:1[3-9][0-9]{9})$",
  "allowed": "请填写 11 位手机号",
  "choices": []
 },
 "id_tail": {
  "name": "id_tail",
  "label": "证件号码后 4 位",
  "required": true,
  "hint": "换手机号后可用来找回订单。",
  "kind": "ID_TAIL",
  "most": 120,
  "pattern": "^(?:[0-9]{3}[0-9X])$",
  "allowed": "请填写证件号码最后 4 位，X 也算一位",
  "choices": []
 },
 "email": {
  "name": "email",
  "label": "电子邮箱",
  "required": true,
  "hint": "用于接收电子凭证。",
  "kind": "EMAIL",
  "most": 120,
  "pattern": "^(?:[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$",
  "allowed": "请填写完整的邮箱地址，中间有“@”",
  "choices": []
 },
 "consignee": {
  "name": "consignee",
  "label": "收件人",
  "required": true,
  "hint": "纸质照片寄给谁。",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "address": {
  "name": "address",
  "label": "收件地址",
  "required": true,
  "hint": "省、市、区、街道和门牌号。",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 },
 "layout": {
  "name": "layout",
  "label": "冲印版式",
  "required": true,
  "hint": "",
  "kind": "TEXT",
  "most": 120,
  "pattern": null,
  "allowed": "",
  "choices": []
 }
};
export const HIDDEN = "\\u{0}-\\u{8}\\u{e}-\\u{1b}\\u{7f}-\\u{84}\\u{86}-\\u{9f}\\u{ad}-\\u{ad}\\u{34f}-\\u{34f}\\u{600}-\\u{605}\\u{61c}-\\u{61c}\\u{6dd}-\\u{6dd}\\u{70f}-\\u{70f}\\u{890}-\\u{891}\\u{8e2}-\\u{8e2}\\u{115f}-\\u{1160}\\u{17b4}-\\u{17b5}\\u{180e}-\\u{180e}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2060}-\\u{206f}\\u{2800}-\\u{2800}\\u{3164}-\\u{3164}\\u{d800}-\\u{dfff}\\u{feff}-\\u{feff}\\u{ffa0}-\\u{ffa0}\\u{fff0}-\\u{fffb}\\u{110bd}-\\u{110bd}\\u{110cd}-\\u{110cd}\\u{13430}-\\u{1343f}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e00ff}";
export const UPLOADS = {
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
