// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const MOST_REASONS = 12;
export const MOST_NOTE = 200;
/** @type {Record<string, [least: number, most: number]>} */
export const NUMBERS = {
 "grace_hours": [
  0,
  720
 ],
 "pay_minutes": [
  5,
  10080
 ],
 "spec_rev": [
  1,
  1000000
 ],
 "reject_limit": [
  1,
  20
 ],
 "resubmit_days": [
  1,
  60
 ],
 "review_days": [
  1,
  60
 ],
 "production_days": [
  1,
  150
 ],
 "retention_days": [
  1,
  3650
 ]
};
export const MOST_PRICE = 100000000;
export const MOST_TOLERANCE = 100;
export const BYTES = [
 5000,
 500000
];
export const LISTS = {
 "schools": [
  1,
  300
 ],
 "levels": [
  1,
  6
 ],
 "form_fields": [
  0,
  20
 ],
 "contacts": [
  1,
  10
 ]
};
/** @type {Record<string, number>} */
export const TEXTS = {
 "code": 16,
 "title": 120,
 "sub_unit": 120,
 "spec": 64,
 "refund_note": 1000,
 "file_name": 120,
 "makeup_of": 64
};
/** @type {Record<string, number>} */
export const SHORTEST = {
 "code": 0,
 "title": 1,
 "sub_unit": 1,
 "spec": 1,
 "refund_note": 0,
 "file_name": 5,
 "makeup_of": 1
};
export const NULLABLE = [
 "sub_unit",
 "makeup_of"
];
export const CHOICES = [
 "task_type",
 "collect_mode",
 "allow_album",
 "glasses",
 "covers",
 "resubmit_days_kind",
 "overdue",
 "refund_until",
 "roster",
 "elsewhere",
 "demo"
];
export const FROZEN = [
 "task_type",
 "collect_mode",
 "spec"
];
export const DEFAULTS = {
 "sub_unit": null,
 "grace_hours": 24,
 "pay_minutes": 1440,
 "allow_album": true,
 "file_bytes": null,
 "glasses": "ALLOW",
 "covers": "REFUSE",
 "reject_limit": 3,
 "resubmit_days": 2,
 "resubmit_days_kind": "calendar",
 "review_days": 3,
 "production_days": 7,
 "overdue": "KEEP",
 "refund_until": "REVIEW",
 "refund_note": "",
 "roster": "NONE",
 "elsewhere": "WARN",
 "form_fields": [],
 "file_name": "{order_id}.jpg",
 "retention_days": 180,
 "makeup_of": null,
 "demo": false
};
