// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const TELLS = {
 "APPROVED": "照片已审核通过，等待制作。",
 "AWAITING_PAYMENT": "支付后照片进入人工审核，超时未支付订单会自动关闭。",
 "CANCELLED": "订单已取消。如需采集，请重新填写特征码办理。",
 "CLOSED": "订单已关闭，如有疑问请联系分社。",
 "CORRECTION": "上报后发现信息需要更正，请按提示换一张照片，不再收费。",
 "DONE": "照片已上报学信网，请按学校通知在学信网完成图像校对。",
 "DRAFT": "信息已保存，还没有提交照片。",
 "EXPIRED": "没有在规定时间内支付。任务仍开放时可以重新支付，不用重新填写。",
 "IN_PRODUCTION": "照片正在制作并上报，采集已完成。",
 "IN_REVIEW": "照片正在排队等待人工审核，结果会通知您。",
 "REFUNDED": "款项已原路退回付款账户。",
 "REFUNDING": "退款已提交，将原路退回付款账户，一般 1 至 3 个工作日到账。",
 "REJECTED": "照片没有通过人工审核，请按原因换一张照片，不再收费。",
 "WITHDRAWN": "您撤回了照片，请换好照片后重新提交，不再收费。"
};
export const LEVELS = {
 "BACHELOR": "本科",
 "DOCTOR": "博士研究生",
 "JUNIOR": "专科",
 "MASTER": "硕士研究生",
 "SECOND_BACHELOR": "第二学士学位",
 "TOP_UP": "专科起点本科"
};
