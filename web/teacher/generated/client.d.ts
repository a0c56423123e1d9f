// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.
import type * as T from '../../shared/generated/types';

export const issueCaptcha: (query?: Record<string, unknown>) => Promise<T.Captcha>;
export const showProgress: (token: string | number) => Promise<T.TeacherView>;
export const sendTeacherCode: (token: string | number, body?: Record<string, unknown>) => Promise<T.Sent>;
export const showPeople: (token: string | number, query?: Record<string, unknown>) => Promise<T.PeoplePage>;
export const proveTeacher: (token: string | number, body?: Record<string, unknown>) => Promise<T.DeviceToken>;
