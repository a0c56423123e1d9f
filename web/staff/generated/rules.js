// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const MOST_REASONS = 12;
export const MOST_NOTE = 200;
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
