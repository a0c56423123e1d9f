// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const LEVELS = {
 "BACHELOR": "本科",
 "DOCTOR": "博士研究生",
 "JUNIOR": "专科",
 "MASTER": "硕士研究生",
 "SECOND_BACHELOR": "第二学士学位",
 "TOP_UP": "专科起点本科"
};
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
