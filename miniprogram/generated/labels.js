// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
exports.ORDER_LABELS = {
 "APPROVED": "待制作",
 "AWAITING_PAYMENT": "待支付",
 "CANCELLED": "已取消",
 "CLOSED": "已关闭",
 "CORRECTION": "待勘误",
 "DONE": "采集完成",
 "DRAFT": "待提交",
 "EXPIRED": "超时未支付",
 "IN_PRODUCTION": "制作中",
 "IN_REVIEW": "待审核",
 "REFUNDED": "已退款",
 "REFUNDING": "退款中",
 "REJECTED": "被驳回",
 "WITHDRAWN": "已撤回，待重新提交"
};
