// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
// @ts-nocheck: their types stand in client.d.ts
import { call } from '../session.js';

export const issueCaptcha = (query = {}) => call('GET', `/api/captcha`, { query });
export const showProgress = (token) => call('GET', `/api/progress/${encodeURIComponent(token)}`);
export const sendTeacherCode = (token, body = {}) => call('POST', `/api/progress/${encodeURIComponent(token)}/code`, { body });
export const showPeople = (token, query = {}) => call('GET', `/api/progress/${encodeURIComponent(token)}/people`, { query });
export const proveTeacher = (token, body = {}) => call('POST', `/api/progress/${encodeURIComponent(token)}/proof`, { body });
