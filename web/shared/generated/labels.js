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
