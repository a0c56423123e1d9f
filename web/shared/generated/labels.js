// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const LEVELS = {
 "BACHELOR": "本科",
 "DOCTOR": "博士研究生",
 "JUNIOR": "专科",
 "MASTER": "硕士研究生",
 "SECOND_BACHELOR": "第二学士学位",
 "TOP_UP": "专科起点本科"
};
