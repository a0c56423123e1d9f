// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const ORDER_TABS = [
 {
  "key": "ALL",
  "label": "全部",
  "empty": "还没有订单。"
 },
 {
  "key": "UNPAID",
  "label": "待支付",
  "empty": "没有待支付的订单。"
 },
 {
  "key": "PAID",
  "label": "已支付",
  "empty": "没有已支付的订单。"
 }
];
export const ORDER_ACTS = [
 {
  "name": "withdraw",
  "label": "撤回审核",
  "text": "撤回后可以更换照片，并在截止时间前重新提交，不再收费。审核老师正在查看时不能撤回。"
 },
 {
  "name": "cancel",
  "label": "取消订单",
  "text": "取消后需要重新填写和上传照片。还没有付款，不会产生费用。"
 },
 {
  "name": "refund",
  "label": "申请退款",
  "text": "退款后本次采集终止，照片不再审核和制作，款项原路退回付款人的账户。"
 }
];
