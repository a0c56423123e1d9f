// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const FIELDS = {
 "name": {
  "label": "姓名",
  "most": 120
 },
 "school": {
  "label": "学校",
  "most": 120
 },
 "level": {
  "label": "学历层次",
  "most": 120
 },
 "college": {
  "label": "学院",
  "most": 120
 },
 "department": {
  "label": "系所",
  "most": 120
 },
 "major": {
  "label": "专业",
  "most": 120
 },
 "class_name": {
  "label": "班级",
  "most": 120
 },
 "student_no": {
  "label": "学号",
  "hint": "请与学生证一致。",
  "pattern": "^(?:[0-9A-Z\\-]{2,32})$",
  "allowed": "只能有数字、字母和“-”，2 至 32 位",
  "most": 120
 },
 "contact_phone": {
  "label": "联系电话",
  "hint": "审核结果会通知到这个号码，请填写本人常用手机号。",
  "pattern": "^(?:1[3-9][0-9]{9})$",
  "allowed": "请填写 11 位手机号",
  "most": 120
 },
 "id_tail": {
  "label": "证件号码后4位",
  "hint": "换手机号后可用来找回订单。",
  "pattern": "^(?:[0-9]{3}[0-9X])$",
  "allowed": "请填写证件号码最后 4 位，X 也算一位",
  "most": 120
 },
 "email": {
  "label": "电子邮箱",
  "hint": "用于接收电子凭证。",
  "pattern": "^(?:[^@\\s]+@[^@\\s]+\\.[^@\\s]+)$",
  "allowed": "请填写完整的邮箱地址，中间有“@”",
  "most": 120
 },
 "consignee": {
  "label": "收件人",
  "hint": "纸质照片寄给谁。",
  "most": 120
 },
 "address": {
  "label": "收件地址",
  "hint": "省、市、区、街道和门牌号。",
  "most": 120
 },
 "layout": {
  "label": "冲印版式",
  "most": 120
 }
};
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
