// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
/** @type {Record<string, string>} */
export const LEVELS = {
 "BACHELOR": "本科",
 "DOCTOR": "博士研究生",
 "JUNIOR": "专科",
 "MASTER": "硕士研究生",
 "SECOND_BACHELOR": "第二学士学位",
 "TOP_UP": "专科起点本科"
};
/** @type {Record<string, string>} */
export const COURIERS = {
 "SF": "顺丰速运",
 "EMS": "EMS",
 "YZPY": "邮政快递包裹",
 "ZTO": "中通快递",
 "YTO": "圆通速递",
 "STO": "申通快递",
 "YD": "韵达速递",
 "JTSD": "极兔速递",
 "JD": "京东快递",
 "DBL": "德邦快递",
 "HTKY": "百世快递",
 "FWX": "丰网速运",
 "UC": "优速快递",
 "ZJS": "宅急送",
 "OTHER": "其他"
};
/** @type {Record<string, string>} */
export const SETTINGS = {
 "code": "特征码",
 "title": "任务名称",
 "schools": "学校",
 "levels": "学历层次",
 "sub_unit": "院系或教学点",
 "task_type": "采集类型",
 "collect_mode": "采集模式",
 "opens_at": "开始时间",
 "closes_at": "结束时间",
 "grace_hours": "到账宽限时间",
 "price": "价格",
 "pay_minutes": "支付时限",
 "allow_album": "从相册选择",
 "spec": "照片标准",
 "spec_rev": "照片标准版本",
 "background": "背景颜色",
 "file_bytes": "照片文件大小",
 "glasses": "眼镜要求",
 "covers": "头部覆盖物",
 "reject_limit": "可驳回次数",
 "resubmit_days": "重新提交天数",
 "resubmit_days_kind": "天数算法",
 "review_days": "审核工作日",
 "production_days": "制作工作日",
 "overdue": "逾期未重新提交",
 "refund_until": "学生自行退款",
 "refund_note": "退款补充说明",
 "roster": "名单",
 "elsewhere": "已在其他任务办理",
 "form_fields": "填写项目",
 "contacts": "联系人",
 "file_name": "文件名模板",
 "retention_days": "资料保留天数",
 "makeup_of": "补采集的原任务",
 "demo": "演示任务"
};
