// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
export const MOST_REASONS = 12;
export const MOST_NOTE = 200;
