// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
/** @type {Record<string, string>} */
exports.TITLES = {
 "TERMS": "中国图片社条款",
 "PRIVACY": "隐私政策",
 "FACE": "人脸照片处理单独同意书"
};
/** @type {Record<string, string>} */
exports.VERSIONS = {
 "TERMS": "2027-01",
 "PRIVACY": "2027-05",
 "FACE": "2027-03"
};
